"""Let an erasure that is over forget its person, as any other does: nothing else of it changes."""

from django.db import migrations

KEEP = """
CREATE OR REPLACE FUNCTION privacy_keep_erasure() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF %(over)s OLD.ended_at IS NULL
        AND ROW(NEW.id, NEW.is_of_person, NEW.parts, NEW.basis, NEW.asked_by, NEW.reason,
            NEW.by_id, NEW.begun_at)
        = ROW(OLD.id, OLD.is_of_person, OLD.parts, OLD.basis, OLD.asked_by, OLD.reason,
            OLD.by_id, OLD.begun_at)
        AND NEW.entry_id IS NOT DISTINCT FROM OLD.entry_id
        AND (NEW.person_id IS NULL OR NEW.person_id = OLD.person_id)
        AND NEW.entry_count >= OLD.entry_count AND NEW.file_count >= OLD.file_count
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'An erasure stays as it was decided.' USING ERRCODE = '23001';
END
$body$
"""
PERSON_GOES = """NEW.person_id IS NULL
        AND to_jsonb(NEW) - 'person_id' = to_jsonb(OLD) - 'person_id'
        OR"""


class Migration(migrations.Migration):
    dependencies = [("privacy", "0002_guards")]

    operations = [
        migrations.RunSQL(sql=[KEEP % {"over": PERSON_GOES}], reverse_sql=[KEEP % {"over": ""}])
    ]
