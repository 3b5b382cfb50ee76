"""Keep what operators did: triggers refuse to change or remove an act, by the row alone."""

from django.db import migrations


def statement(sql: str, undo: str) -> migrations.RunSQL:
    return migrations.RunSQL(sql=[sql], reverse_sql=[undo])


REFUSE = """
BEGIN
    RAISE EXCEPTION 'The record of operators is append-only: % on % is refused.',
        TG_OP, TG_TABLE_NAME USING ERRCODE = '23001';
END
"""


class Migration(migrations.Migration):
    dependencies = [("operators", "0001_acts_figures_and_long_work")]

    operations = [
        statement(
            f"CREATE FUNCTION operators_refuse() RETURNS trigger LANGUAGE plpgsql AS $body$\n{REFUSE}\n$body$",
            "DROP FUNCTION operators_refuse()",
        ),
        statement(
            "CREATE TRIGGER act_stays BEFORE UPDATE OR DELETE ON operators_operatoract FOR EACH ROW EXECUTE FUNCTION operators_refuse()",
            "DROP TRIGGER act_stays ON operators_operatoract",
        ),
        statement(
            "CREATE TRIGGER acts_are_not_emptied BEFORE TRUNCATE ON operators_operatoract FOR EACH STATEMENT EXECUTE FUNCTION operators_refuse()",
            "DROP TRIGGER acts_are_not_emptied ON operators_operatoract",
        ),
    ]
