"""Let a legal hold beat every erasure, keep what was decided, and open what repeats a person.

Functions look at rows of their own schema alone, found by TG_TABLE_SCHEMA; SQLSTATE 23001 reaches
Django as IntegrityError.
"""

from django.db import migrations


def statement(sql: str, undo: str) -> migrations.RunSQL:
    return migrations.RunSQL(sql=[sql], reverse_sql=[undo])


def function(name: str, body: str) -> migrations.RunSQL:
    return statement(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body$\n{body}\n$body$",
        f"DROP FUNCTION {name}()",
    )


def trigger(
    name: str, table: str, events: str, calls: str, *, when: str = "", per: str = "ROW"
) -> migrations.RunSQL:
    condition = f"WHEN ({when}) " if when else ""
    return statement(
        f"CREATE TRIGGER {name} BEFORE {events} ON {table} FOR EACH {per} {condition}EXECUTE FUNCTION {calls}",
        f"DROP TRIGGER {name} ON {table}",
    )


REFUSE = """
BEGIN
    RAISE EXCEPTION 'What was decided stays: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = '23001';
END
"""

# the entry of the row: its own column, or that of its follow-up
REFUSE_HELD = """
DECLARE held boolean;
DECLARE before jsonb := to_jsonb(OLD);
BEGIN
    EXECUTE format(
        $sql$
        SELECT EXISTS (
            SELECT FROM %1$I.privacy_hold hold
            JOIN %1$I.books_entry entry ON entry.id = coalesce(
                $1, (SELECT entry_id FROM %1$I.matters_followup WHERE id = $2)
            )
            WHERE NOT EXISTS (SELECT FROM %1$I.privacy_holdend WHERE hold_id = hold.id)
                AND (
                    hold.book_id = entry.book_id AND (
                        hold.first_seq IS NULL
                        OR entry.seq BETWEEN hold.first_seq AND hold.last_seq
                    )
                    OR EXISTS (
                        SELECT FROM %1$I.registers_mention mention
                        JOIN %1$I.registers_person held ON held.id = hold.person_id
                        WHERE mention.entry_id = entry.id
                            AND mention.person_id IN (held.id, held.merged_into_id)
                    )
                )
        )
        $sql$,
        TG_TABLE_SCHEMA
    ) INTO held USING (before ->> 'entry_id')::uuid, (before ->> 'follow_up_id')::bigint;
    IF held THEN
        RAISE EXCEPTION 'A legal hold keeps it: end the hold first.' USING ERRCODE = '23001';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END
"""

PERSON_IS_HELD = """
DECLARE held boolean;
BEGIN
    EXECUTE format(
        $sql$
        SELECT EXISTS (
            SELECT FROM %1$I.privacy_hold hold
            JOIN %1$I.registers_person held ON held.id = hold.person_id
            WHERE $1 IN (held.id, held.merged_into_id)
                AND NOT EXISTS (SELECT FROM %1$I.privacy_holdend WHERE hold_id = hold.id)
        )
        $sql$,
        TG_TABLE_SCHEMA
    ) INTO held USING OLD.id;
    IF held THEN
        RAISE EXCEPTION 'A legal hold keeps the person: end the hold first.'
            USING ERRCODE = '23001';
    END IF;
    RETURN NEW;
END
"""

ERASURE_STAYS = """
BEGIN
    IF OLD.ended_at IS NULL
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
"""

# words of bans and passes go with the person: only while an erasure of that person runs; called
# with the columns and what stands there once they are gone
WORDS_OF_PERSON = """
DECLARE ordered boolean;
DECLARE before jsonb := to_jsonb(OLD);
BEGIN
    EXECUTE format(
        $sql$
        SELECT EXISTS (
            SELECT FROM %1$I.registers_person person
            JOIN %1$I.privacy_erasure erasure
                ON erasure.person_id IN (person.id, person.merged_into_id)
            WHERE erasure.ended_at IS NULL
                AND person.name_key = 'suppressed:' || person.id::text
                AND person.id = coalesce(
                    $1,
                    (SELECT person_id FROM %1$I.registers_ban WHERE id = $2),
                    (SELECT person_id FROM %1$I.passes_pass WHERE id = $3)
                )
        )
        $sql$,
        TG_TABLE_SCHEMA
    ) INTO ordered USING (before ->> 'person_id')::uuid, (before ->> 'ban_id')::uuid,
        (before ->> 'given_id')::bigint;
    IF ordered AND to_jsonb(NEW) = before || TG_ARGV[0]::jsonb THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Bans and passes are append-only: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = '23001';
END
"""

LOG_WORDS = """
DECLARE ordered boolean;
BEGIN
    EXECUTE format(
        'SELECT EXISTS (SELECT FROM %I.privacy_erasure WHERE is_of_person AND ended_at IS NULL)',
        TG_TABLE_SCHEMA
    ) INTO ordered;
    IF ordered AND OLD.act ~ '^(ban|pass|records?)_' AND NEW.about = '—' AND NEW.detail = '{}'
        AND to_jsonb(NEW) - 'about' - 'detail' = to_jsonb(OLD) - 'about' - 'detail'
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The log is append-only: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = '23001';
END
"""

KEPT = ("privacy_hold", "privacy_holdend", "privacy_redaction")
WORDS_GO = "NEW.redacted_by_id IS NOT NULL AND OLD.redacted_by_id IS NULL"
OF_A_PERSON = (
    ("registers_ban", "registers_refuse", '{"reason": "—"}'),
    ("registers_banlift", "registers_refuse", '{"reason": "—"}'),
    ("registers_banwarning", "registers_refuse", '{"typed": ""}'),
    ("passes_pass", "passes_refuse", '{"reason": "—", "visits": ""}'),
    ("passes_passrevocation", "passes_refuse", '{"reason": "—"}'),
)


def opened(name: str, table: str, refuses: str, calls: str) -> list[migrations.RunSQL]:
    """Let UPDATE be judged by `calls`, where it was refused together with DELETE."""
    drop = f"DROP TRIGGER {name} ON {table}"
    make = f"CREATE TRIGGER {name} BEFORE %s ON {table} FOR EACH ROW EXECUTE FUNCTION {refuses}()"
    return [
        statement(drop, make % "UPDATE OR DELETE"),
        statement(make % "DELETE", drop),
        trigger(f"{table}_words_stay", table, "UPDATE", calls),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0001_initial"),
        ("activity", "0002_append_only"),
        ("books", "0003_append_only"),
        ("matters", "0003_words_can_be_suppressed"),
        ("passes", "0002_append_only"),
        ("registers", "0004_fragments_are_kept"),
    ]

    operations = [
        function("privacy_refuse", REFUSE),
        function("privacy_refuse_held", REFUSE_HELD),
        function("privacy_refuse_held_person", PERSON_IS_HELD),
        function("privacy_keep_erasure", ERASURE_STAYS),
        function("privacy_words_of_person", WORDS_OF_PERSON),
        function("privacy_log_words", LOG_WORDS),
        *(
            trigger(f"held_{table}_stays", table, "UPDATE", "privacy_refuse_held()")
            for table in ("books_entrycontent", "books_attachment")
        ),
        trigger(
            "held_comment_stays",
            "matters_comment",
            "UPDATE",
            "privacy_refuse_held()",
            when=WORDS_GO,
        ),
        trigger(
            "held_step_stays",
            "matters_followupstep",
            "UPDATE",
            "privacy_refuse_held()",
            when=WORDS_GO,
        ),
        trigger(
            "held_follow_up_stays",
            "matters_followup",
            "UPDATE",
            "privacy_refuse_held()",
            when=WORDS_GO,
        ),
        trigger("held_mention_stays", "registers_mention", "DELETE", "privacy_refuse_held()"),
        trigger(
            "held_person_stays",
            "registers_person",
            "UPDATE",
            "privacy_refuse_held_person()",
            when="starts_with(NEW.name_key, 'suppressed:')",
        ),
        *(
            trigger(f"{table}_stays", table, "UPDATE OR DELETE", "privacy_refuse()")
            for table in KEPT
        ),
        trigger("erasure_is_kept", "privacy_erasure", "DELETE", "privacy_refuse()"),
        trigger("erasure_stays", "privacy_erasure", "UPDATE", "privacy_keep_erasure()"),
        *(
            trigger(
                f"{table}_is_not_emptied", table, "TRUNCATE", "privacy_refuse()", per="STATEMENT"
            )
            for table in (*KEPT, "privacy_erasure")
        ),
        *(
            step
            for table, refuses, gone in OF_A_PERSON
            for step in opened(
                f"{table}_stays", table, refuses, f"privacy_words_of_person('{gone}')"
            )
        ),
        *opened("activity_stays", "activity_activity", "activity_refuse", "privacy_log_words()"),
    ]
