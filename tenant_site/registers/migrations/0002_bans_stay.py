"""Keep bans, their lifting and warnings as they were written: by the row alone."""

from django.db import migrations


def statement(sql: str, undo: str) -> migrations.RunSQL:
    return migrations.RunSQL(sql=[sql], reverse_sql=[undo])


REFUSE = """
BEGIN
    RAISE EXCEPTION 'Bans are append-only: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = '23001';
END
"""
TABLES = ("registers_ban", "registers_banlift", "registers_banwarning")


class Migration(migrations.Migration):
    dependencies = [("registers", "0001_persons_vehicles_items_and_points")]

    operations = [
        statement(
            f"CREATE FUNCTION registers_refuse() RETURNS trigger LANGUAGE plpgsql AS $body$\n{REFUSE}\n$body$",
            "DROP FUNCTION registers_refuse()",
        ),
        *(
            statement(
                f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION registers_refuse()",
                f"DROP TRIGGER {table}_stays ON {table}",
            )
            for table in TABLES
        ),
        *(
            statement(
                f"CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION registers_refuse()",
                f"DROP TRIGGER {table}_is_not_emptied ON {table}",
            )
            for table in TABLES
        ),
    ]
