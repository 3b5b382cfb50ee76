"""Keep the windows of a book in one row, and what was signed as it is.

A window ends at an entry that exists; it follows the acceptance of the one before, which follows
that window; by the unique constraints each is followed once, and the first begins at 1. So no
number of a book falls between two windows or into both.
"""

from django.db import migrations

KEPT = ("shifts_handover", "shifts_acceptance")
FOLLOWS = (
    (
        "shifts_handover",
        "window_ends_with_an_entry",
        "(book_id, to_seq) REFERENCES books_entry (book_id, seq)",
    ),
    (
        "shifts_acceptance",
        "acceptance_is_of_a_window",
        "(book_id, to_seq) REFERENCES shifts_handover (book_id, to_seq)",
    ),
    (
        "shifts_handover",
        "window_follows_an_acceptance",
        "(book_id, previous_to_seq) REFERENCES shifts_acceptance (book_id, to_seq)",
    ),
)


def statement(sql: str, undo: str) -> migrations.RunSQL:
    return migrations.RunSQL(sql=[sql], reverse_sql=[undo])


def reference(table: str, name: str, keys: str) -> migrations.RunSQL:
    return statement(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY {keys}",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


def trigger(name: str, table: str, events: str, per: str) -> migrations.RunSQL:
    return statement(
        f"CREATE TRIGGER {name} BEFORE {events} ON {table} FOR EACH {per} EXECUTE FUNCTION shifts_refuse()",
        f"DROP TRIGGER {name} ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("shifts", "0003_handovers"), ("books", "0003_append_only")]

    operations = [
        *(reference(*follows) for follows in FOLLOWS),
        *(trigger(f"{table}_stays", table, "UPDATE OR DELETE", "ROW") for table in KEPT),
        *(trigger(f"{table}_is_not_emptied", table, "TRUNCATE", "STATEMENT") for table in KEPT),
    ]
