"""Keep passes and their revocations as they were written: by the row alone."""

from django.db import migrations


def statement(sql: str, undo: str) -> migrations.RunSQL:
    return migrations.RunSQL(sql=[sql], reverse_sql=[undo])


REFUSE = """
BEGIN
    RAISE EXCEPTION 'Passes are append-only: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = '23001';
END
"""
TABLES = ("passes_pass", "passes_passrevocation")


class Migration(migrations.Migration):
    dependencies = [("passes", "0001_visits_allowed_in_advance")]

    operations = [
        statement(
            f"CREATE FUNCTION passes_refuse() RETURNS trigger LANGUAGE plpgsql AS $body$\n{REFUSE}\n$body$",
            "DROP FUNCTION passes_refuse()",
        ),
        *(
            statement(
                f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION passes_refuse()",
                f"DROP TRIGGER {table}_stays ON {table}",
            )
            for table in TABLES
        ),
        *(
            statement(
                f"CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION passes_refuse()",
                f"DROP TRIGGER {table}_is_not_emptied ON {table}",
            )
            for table in TABLES
        ),
    ]
