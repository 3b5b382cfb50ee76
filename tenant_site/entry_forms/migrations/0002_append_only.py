"""Keep published versions as they are: entries are read with them, and seal their hash."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION entry_forms_refuse() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION 'Published forms are append-only: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = '23001';
END
$body$
"""

BEARS_ITS_HASH = "sha256 = encode(sha256(convert_to(definition, 'UTF8')), 'hex')"


def statement(sql: str, undo: str) -> migrations.RunSQL:
    return migrations.RunSQL(sql=[sql], reverse_sql=[undo])


def trigger(name: str, events: str, per: str) -> migrations.RunSQL:
    return statement(
        f"CREATE TRIGGER {name} BEFORE {events} ON entry_forms_formversion"
        f" FOR EACH {per} EXECUTE FUNCTION entry_forms_refuse()",
        f"DROP TRIGGER {name} ON entry_forms_formversion",
    )


class Migration(migrations.Migration):
    dependencies = [("entry_forms", "0001_initial")]

    operations = [
        statement(REFUSE, "DROP FUNCTION entry_forms_refuse()"),
        trigger("form_version_stays", "UPDATE OR DELETE", "ROW"),
        trigger("form_version_is_not_emptied", "TRUNCATE", "STATEMENT"),
        statement(
            "ALTER TABLE entry_forms_formversion"
            f" ADD CONSTRAINT form_version_bears_its_hash CHECK ({BEARS_ITS_HASH})",
            "ALTER TABLE entry_forms_formversion DROP CONSTRAINT form_version_bears_its_hash",
        ),
    ]
