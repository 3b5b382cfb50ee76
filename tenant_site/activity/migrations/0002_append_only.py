"""Keep what was noted: triggers refuse to change or remove a line, by the row alone."""

from django.db import migrations


def statement(sql: str, undo: str) -> migrations.RunSQL:
    return migrations.RunSQL(sql=[sql], reverse_sql=[undo])


REFUSE = """
BEGIN
    RAISE EXCEPTION 'The log is append-only: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = '23001';
END
"""


class Migration(migrations.Migration):
    dependencies = [("activity", "0001_what_was_done")]

    operations = [
        statement(
            f"CREATE FUNCTION activity_refuse() RETURNS trigger LANGUAGE plpgsql AS $body$\n{REFUSE}\n$body$",
            "DROP FUNCTION activity_refuse()",
        ),
        statement(
            "CREATE TRIGGER activity_stays BEFORE UPDATE OR DELETE ON activity_activity FOR EACH ROW EXECUTE FUNCTION activity_refuse()",
            "DROP TRIGGER activity_stays ON activity_activity",
        ),
        statement(
            "CREATE TRIGGER activity_is_not_emptied BEFORE TRUNCATE ON activity_activity FOR EACH STATEMENT EXECUTE FUNCTION activity_refuse()",
            "DROP TRIGGER activity_is_not_emptied ON activity_activity",
        ),
    ]
