"""Hold each correction against what its entry sealed, and keep it for ever.

The function looks at the sealed entries of the row's own schema, found by TG_TABLE_SCHEMA.
"""

from django.db import migrations


def statement(sql: str, undo: str) -> migrations.RunSQL:
    return migrations.RunSQL(sql=[sql], reverse_sql=[undo])


def function(name: str, body: str) -> migrations.RunSQL:
    return statement(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body$\n{body}\n$body$",
        f"DROP FUNCTION {name}()",
    )


def trigger(name: str, events: str, per: str, calls: str) -> migrations.RunSQL:
    return statement(
        f"CREATE TRIGGER {name} BEFORE {events} ON corrections_correction FOR EACH {per} EXECUTE FUNCTION {calls}()",
        f"DROP TRIGGER {name} ON corrections_correction",
    )


REFUSE = """
BEGIN
    RAISE EXCEPTION 'Corrections are append-only: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = '23001';
END
"""

FITS = """
DECLARE fits boolean;
BEGIN
    EXECUTE format(
        $sql$
        SELECT EXISTS (
            SELECT FROM %1$I.books_entry correction
            JOIN %1$I.books_entry annulled
                ON annulled.book_id = correction.book_id AND annulled.seq < correction.seq
            LEFT JOIN %1$I.corrections_correction before ON before.entry_id = annulled.id
            WHERE correction.id = $1 AND annulled.id = $2 AND correction.kind = 'correction'
                AND correction.canon::jsonb -> 'facts' ->> 'annuls' = annulled.seq::text
                AND (correction.canon::jsonb -> 'facts' ? 'replaces') = $4
                AND coalesce(before.root_id, annulled.id) = $3
        )
        $sql$,
        TG_TABLE_SCHEMA
    ) INTO fits USING NEW.entry_id, NEW.annuls_id, NEW.root_id, NEW.carries;
    IF fits THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'A correction says what its entry sealed, of an earlier entry of its book.'
        USING ERRCODE = '23001';
END
"""


class Migration(migrations.Migration):
    dependencies = [("corrections", "0001_what_annuls_what")]

    operations = [
        function("corrections_refuse", REFUSE),
        function("corrections_fit", FITS),
        trigger("correction_fits", "INSERT", "ROW", "corrections_fit"),
        trigger("correction_stays", "UPDATE OR DELETE", "ROW", "corrections_refuse"),
        trigger("correction_is_not_emptied", "TRUNCATE", "STATEMENT", "corrections_refuse"),
    ]
