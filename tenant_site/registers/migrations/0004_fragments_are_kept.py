"""Keep with each row of a register the ends of its words and its place in lists: by the row alone.

What compares in Python (`registers.keys`) is folded here in the same way: compatible forms are
the same, marks, signs and case are nothing. Nothing depends on the locale of the database.
"""

from django.db import migrations


def statement(sql: str, undo: str) -> migrations.RunSQL:
    return migrations.RunSQL(sql=[sql], reverse_sql=[undo])


TOUCH = "UPDATE registers_{} SET list_key = ''"  # the trigger fills in both columns
TABLES = ("person", "vehicle", "item", "point")
KEEP = r"""
DECLARE
    said jsonb := to_jsonb(NEW);
    marks text := '[\u0300-\u036f]';
    signs text := '[\s!-/:-@[-`{-~]+';
    names text := coalesce(said ->> 'name_key', said ->> 'name', '');
    codes text := concat_ws(
        ' ',
        said ->> 'document_key',
        said ->> 'plate_key',
        regexp_replace(said ->> 'code', signs, '', 'g'),
        regexp_replace(said ->> 'serial', signs, '', 'g')
    );
    others text := concat_ws(' ', said ->> 'company', said ->> 'model', said ->> 'owner');
BEGIN
    names := lower(regexp_replace(normalize(names, NFKD), marks, '', 'g'));
    names := btrim(regexp_replace(names, signs, ' ', 'g'));
    codes := lower(regexp_replace(normalize(btrim(codes), NFKD), marks, '', 'g'));
    others := lower(regexp_replace(normalize(others, NFKD), marks, '', 'g'));
    others := regexp_replace(others, signs, ' ', 'g');
    NEW.list_key := left(coalesce(nullif(names, ''), codes), 80);
    NEW.found_by := array_to_tsvector(ARRAY(
        SELECT DISTINCT substr(word, start, 30)
        FROM unnest(string_to_array(concat_ws(' ', names, codes, others), ' ')) word,
            generate_series(1, greatest(length(word) - 1, 1)) start
        WHERE word <> ''
    ));
    RETURN NEW;
END
"""


class Migration(migrations.Migration):
    dependencies = [("registers", "0003_found_retired_and_merged")]

    operations = [
        statement(
            f"CREATE FUNCTION registers_keep_fragments() RETURNS trigger LANGUAGE plpgsql AS $body$\n{KEEP}\n$body$",
            "DROP FUNCTION registers_keep_fragments()",
        ),
        *(
            statement(
                f"CREATE TRIGGER registers_{table}_fragments BEFORE INSERT OR UPDATE ON registers_{table} FOR EACH ROW EXECUTE FUNCTION registers_keep_fragments()",
                f"DROP TRIGGER registers_{table}_fragments ON registers_{table}",
            )
            for table in TABLES
        ),
        *(statement(TOUCH.format(table), "SELECT 1") for table in TABLES),
    ]
