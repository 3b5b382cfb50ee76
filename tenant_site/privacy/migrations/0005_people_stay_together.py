"""Let nobody change whom an erasure or a legal hold is about by merging people and parting them.

What is merged while an erasure runs would go with somebody else, and what is parted would no
longer be held. As in 0002, rows are looked for in the schema of the trigger.
"""

from django.db import migrations

STAY_TOGETHER = """
CREATE FUNCTION privacy_stay_together() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE stays boolean;
BEGIN
    EXECUTE format(
        $sql$
        SELECT EXISTS (
            SELECT FROM %1$I.privacy_erasure
            WHERE ended_at IS NULL AND person_id IN ($1, $2, $3)
        ) OR $3 IS NULL AND EXISTS (
            SELECT FROM %1$I.privacy_hold hold
            JOIN %1$I.registers_person held ON held.id = hold.person_id
            WHERE $2 IN (held.id, held.merged_into_id)
                AND NOT EXISTS (SELECT FROM %1$I.privacy_holdend WHERE hold_id = hold.id)
        )
        $sql$,
        TG_TABLE_SCHEMA
    ) INTO stays USING OLD.id, OLD.merged_into_id, NEW.merged_into_id;
    IF stays THEN
        RAISE EXCEPTION 'An erasure that runs or a legal hold is about who is merged here.'
            USING ERRCODE = '23001', CONSTRAINT = 'person_stays_together';
    END IF;
    RETURN NEW;
END
$body$
"""
ASKED_OF_WHO_MOVES = """
CREATE TRIGGER person_stays_together BEFORE UPDATE ON registers_person FOR EACH ROW
WHEN (OLD.merged_into_id IS DISTINCT FROM NEW.merged_into_id)
EXECUTE FUNCTION privacy_stay_together()
"""


class Migration(migrations.Migration):
    dependencies = [("privacy", "0004_held_remainders_stay")]

    operations = [
        migrations.RunSQL(
            sql=[STAY_TOGETHER], reverse_sql=["DROP FUNCTION privacy_stay_together()"]
        ),
        migrations.RunSQL(
            sql=[ASKED_OF_WHO_MOVES],
            reverse_sql=["DROP TRIGGER person_stays_together ON registers_person"],
        ),
    ]
