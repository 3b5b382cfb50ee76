"""Keep what was decided, published and read: triggers refuse to change or remove a row."""

from django.db import migrations

KEPT = (
    "shifts_shiftpattern",
    "shifts_standingorder",
    "shifts_orderversion",
    "shifts_ordertarget",
    "shifts_orderreceipt",
)
REFUSE = """
BEGIN
    RAISE EXCEPTION 'What was decided stays: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = '23001';
END
"""


def statement(sql: str, undo: str) -> migrations.RunSQL:
    return migrations.RunSQL(sql=[sql], reverse_sql=[undo])


def trigger(name: str, table: str, events: str, per: str) -> migrations.RunSQL:
    return statement(
        f"CREATE TRIGGER {name} BEFORE {events} ON {table} FOR EACH {per} EXECUTE FUNCTION shifts_refuse()",
        f"DROP TRIGGER {name} ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("shifts", "0001_patterns_and_orders")]

    operations = [
        statement(
            f"CREATE FUNCTION shifts_refuse() RETURNS trigger LANGUAGE plpgsql AS $body$\n{REFUSE}\n$body$",
            "DROP FUNCTION shifts_refuse()",
        ),
        *(trigger(f"{table}_stays", table, "UPDATE OR DELETE", "ROW") for table in KEPT),
        *(trigger(f"{table}_is_not_emptied", table, "TRUNCATE", "STATEMENT") for table in KEPT),
    ]
