"""Let a legal hold keep what a redaction carries on of an entry, not the entry's own row alone.

The content of a redaction goes when a later one carries on what was left. Of an entry that is held
it has to carry on the very same. As in 0002, rows are looked for in the schema of the trigger.
"""

from django.db import migrations

REMAINDERS_STAY = """
CREATE FUNCTION privacy_refuse_held_remainder() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE carries boolean;
DECLARE lost boolean;
BEGIN
    EXECUTE format(
        $sql$ SELECT EXISTS (SELECT FROM %I.books_entry WHERE id = $1 AND kind = 'redaction') $sql$,
        TG_TABLE_SCHEMA
    ) INTO carries USING OLD.entry_id;
    IF NOT carries THEN
        RETURN NEW;
    END IF;
    EXECUTE format(
        $sql$
        SELECT EXISTS (
            SELECT FROM jsonb_each($1::jsonb #> '{values,remains}') carried(number, said)
            JOIN %1$I.books_entry redaction ON redaction.id = $2
            JOIN %1$I.books_entry entry
                ON entry.book_id = redaction.book_id AND entry.seq = carried.number::bigint
            JOIN %1$I.privacy_hold hold
                ON hold.book_id = entry.book_id AND (
                    hold.first_seq IS NULL
                    OR entry.seq BETWEEN hold.first_seq AND hold.last_seq
                )
                OR EXISTS (
                    SELECT FROM %1$I.registers_mention mention
                    JOIN %1$I.registers_person held ON held.id = hold.person_id
                    WHERE mention.entry_id = entry.id
                        AND mention.person_id IN (held.id, held.merged_into_id)
                )
            WHERE NOT EXISTS (SELECT FROM %1$I.privacy_holdend WHERE hold_id = hold.id)
                AND NOT EXISTS (
                    SELECT FROM %1$I.books_entrycontent later
                    WHERE later.entry_id = $3
                        AND later.content::jsonb #> ARRAY['values', 'remains', carried.number]
                            = carried.said
                )
        )
        $sql$,
        TG_TABLE_SCHEMA
    ) INTO lost USING OLD.content, OLD.entry_id, NEW.redacted_by_id;
    IF lost THEN
        RAISE EXCEPTION 'A legal hold keeps what it carries on: end the hold first.'
            USING ERRCODE = '23001';
    END IF;
    RETURN NEW;
END
$body$
"""
ASKED_OF_WHAT_CARRIES = """
CREATE TRIGGER held_remainder_stays BEFORE UPDATE ON books_entrycontent FOR EACH ROW
WHEN (OLD.content IS NOT NULL AND NEW.content IS NULL AND strpos(OLD.content, '"remains"') > 0)
EXECUTE FUNCTION privacy_refuse_held_remainder()
"""


class Migration(migrations.Migration):
    dependencies = [("privacy", "0003_ended_erasures_forget")]

    operations = [
        migrations.RunSQL(
            sql=[REMAINDERS_STAY],
            reverse_sql=["DROP FUNCTION privacy_refuse_held_remainder()"],
        ),
        migrations.RunSQL(
            sql=[ASKED_OF_WHAT_CARRIES],
            reverse_sql=["DROP TRIGGER held_remainder_stays ON books_entrycontent"],
        ),
    ]
