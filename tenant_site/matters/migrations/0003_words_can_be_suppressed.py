"""Let words go by law: by a redaction of the same book that names them, and in no other way."""

import django.db.models.deletion
from django.db import migrations, models


def statement(sql: str, undo: str) -> migrations.RunSQL:
    return migrations.RunSQL(sql=[sql], reverse_sql=[undo])


def field(model: str) -> migrations.AddField:
    return migrations.AddField(
        model_name=model,
        name="redacted_by",
        field=models.ForeignKey(
            db_index=False,
            null=True,
            on_delete=django.db.models.deletion.PROTECT,
            related_name="+",
            to="books.entry",
        ),
    )


# called with the kind of words, their column, and what stands there once they are gone
ERASE_WORDS = """
DECLARE ordered boolean;
DECLARE before jsonb := to_jsonb(OLD);
DECLARE after jsonb := to_jsonb(NEW);
BEGIN
    IF TG_ARGV[0] = 'follow_up' AND after -> 'redacted_by_id' = before -> 'redacted_by_id'
        AND after - 'assigned_to_id' - 'due_on' - 'closed_at'
            = before - 'assigned_to_id' - 'due_on' - 'closed_at'
    THEN
        RETURN NEW;
    END IF;
    EXECUTE format(
        $sql$
        SELECT EXISTS (
            SELECT FROM %1$I.books_entry redaction
            JOIN %1$I.books_entry below ON below.book_id = redaction.book_id
            WHERE redaction.id = $1 AND redaction.kind = 'redaction'
                AND redaction.canon::jsonb -> 'facts' -> 'words' ? $2
                AND below.id = coalesce(
                    $3, (SELECT entry_id FROM %1$I.matters_followup WHERE id = $4)
                )
        )
        $sql$,
        TG_TABLE_SCHEMA
    ) INTO ordered USING
        (after ->> 'redacted_by_id')::uuid, TG_ARGV[0] || ':' || (before ->> 'id'),
        (before ->> 'entry_id')::uuid, (before ->> 'follow_up_id')::bigint;
    IF ordered AND before ->> 'redacted_by_id' IS NULL
        AND after ->> TG_ARGV[1] = TG_ARGV[2]
        AND after - TG_ARGV[1] - 'redacted_by_id' = before - TG_ARGV[1] - 'redacted_by_id'
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'What was said stays: it can be suppressed once by law, never changed.'
        USING ERRCODE = '23001';
END
"""
SAID = (
    ("matters_comment", "comment", "text", ""),
    ("matters_followup", "follow_up", "about", "—"),
    ("matters_followupstep", "step", "words", ""),
)


def erasable(table: str, kind: str, column: str, gone: str) -> migrations.RunSQL:
    return statement(
        f"CREATE TRIGGER {table}_says_the_same BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION matters_erase_words('{kind}', '{column}', '{gone}')",
        f"DROP TRIGGER {table}_says_the_same ON {table}",
    )


def keeps_rows(table: str) -> list[migrations.RunSQL]:
    """Refuse DELETE alone, where UPDATE was refused with it."""
    begins = f"CREATE TRIGGER {table}_stays BEFORE"
    ends = f"ON {table} FOR EACH ROW EXECUTE FUNCTION matters_refuse()"
    drop = f"DROP TRIGGER {table}_stays ON {table}"
    return [
        statement(drop, f"{begins} UPDATE OR DELETE {ends}"),
        statement(f"{begins} DELETE {ends}", drop),
    ]


class Migration(migrations.Migration):
    dependencies = [("matters", "0002_append_only"), ("books", "0004_help_of_types")]

    operations = [
        *(field(model) for model in ("comment", "followup", "followupstep")),
        statement(
            f"CREATE FUNCTION matters_erase_words() RETURNS trigger LANGUAGE plpgsql AS $body$\n{ERASE_WORDS}\n$body$",
            "DROP FUNCTION matters_erase_words()",
        ),
        *keeps_rows("matters_comment"),
        *keeps_rows("matters_followupstep"),
        statement(
            "DROP TRIGGER follow_up_keeps_words ON matters_followup",
            "CREATE TRIGGER follow_up_keeps_words BEFORE UPDATE ON matters_followup FOR EACH ROW EXECUTE FUNCTION matters_keep_follow_up()",
        ),
        *(erasable(*said) for said in SAID),
    ]
