"""Let nobody stand on both sides of a hand-over as if two people had met.

The function looks at the hand-over in the row's own schema, found by TG_TABLE_SCHEMA.
"""

from django.db import migrations

FITS = """
DECLARE is_alone boolean;
BEGIN
    EXECUTE format(
        $sql$
        SELECT is_unilateral OR coalesce(outgoing_id = $2, false)
        FROM %I.shifts_handover WHERE id = $1
        $sql$,
        TG_TABLE_SCHEMA
    ) INTO is_alone USING NEW.handover_id, NEW.incoming_id;
    IF is_alone IS DISTINCT FROM (NEW.result <> 'unilateral') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Who signs a hand-over without another person has taken over alone.'
        USING ERRCODE = '23001';
END
"""


def statement(sql: str, undo: str) -> migrations.RunSQL:
    return migrations.RunSQL(sql=[sql], reverse_sql=[undo])


class Migration(migrations.Migration):
    dependencies = [("shifts", "0004_windows_in_one_row")]

    operations = [
        statement(
            f"CREATE FUNCTION shifts_two_people() RETURNS trigger LANGUAGE plpgsql AS $body$\n{FITS}\n$body$",
            "DROP FUNCTION shifts_two_people()",
        ),
        statement(
            "CREATE TRIGGER acceptance_is_of_two_people BEFORE INSERT ON shifts_acceptance "
            "FOR EACH ROW EXECUTE FUNCTION shifts_two_people()",
            "DROP TRIGGER acceptance_is_of_two_people ON shifts_acceptance",
        ),
    ]
