"""Keep reports as they were issued, and find what was written late about a day.

The index is one of blocks: entries stand in the order of their clock, so it stays a few pages
however many there are, and writing one costs it nothing.
"""

from django.db import migrations

REFUSE = """
BEGIN
    RAISE EXCEPTION 'A report stays as it was issued: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = '23001';
END
"""
TABLE = "reports_report"


def statement(sql: str, undo: str) -> migrations.RunSQL:
    return migrations.RunSQL(sql=[sql], reverse_sql=[undo])


def trigger(name: str, events: str, per: str) -> migrations.RunSQL:
    return statement(
        f"CREATE TRIGGER {name} BEFORE {events} ON {TABLE} FOR EACH {per} EXECUTE FUNCTION reports_refuse()",
        f"DROP TRIGGER {name} ON {TABLE}",
    )


def check(name: str, condition: str) -> migrations.RunSQL:
    return statement(
        f"ALTER TABLE {TABLE} ADD CONSTRAINT {name} CHECK ({condition})",
        f"ALTER TABLE {TABLE} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_reports")]

    operations = [
        statement(
            f"CREATE FUNCTION reports_refuse() RETURNS trigger LANGUAGE plpgsql AS $body$\n{REFUSE}\n$body$",
            "DROP FUNCTION reports_refuse()",
        ),
        trigger("report_stays", "UPDATE OR DELETE", "ROW"),
        trigger("reports_are_not_emptied", "TRUNCATE", "STATEMENT"),
        check(
            "report_seals_are_hashes",
            "octet_length(first_hash) = 32 AND octet_length(last_hash) = 32 AND octet_length(sha256) = 32",
        ),
        check(
            "report_later_entries_are_sealed", "cardinality(after_seqs) = cardinality(after_hashes)"
        ),
        statement(
            "CREATE INDEX report_finds_late_entries ON books_entry USING brin (occurred_at) WITH (pages_per_range = 32)",
            "DROP INDEX report_finds_late_entries",
        ),
    ]
