"""Keep what people said beside an entry: nothing is removed, and little may change.

A follow-up changes in who, when and whether it is done; a reading only grows. A review is never
given by the entry's author, and one that approves is found in the book of what it approves.
"""

from django.db import migrations


def statement(sql: str, undo: str) -> migrations.RunSQL:
    return migrations.RunSQL(sql=[sql], reverse_sql=[undo])


def function(name: str, body: str) -> migrations.RunSQL:
    return statement(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body$\n{body}\n$body$",
        f"DROP FUNCTION {name}()",
    )


def trigger(name: str, table: str, events: str, per: str, calls: str) -> migrations.RunSQL:
    return statement(
        f"CREATE TRIGGER {name} BEFORE {events} ON {table} FOR EACH {per} EXECUTE FUNCTION {calls}()",
        f"DROP TRIGGER {name} ON {table}",
    )


REFUSE = """
BEGIN
    RAISE EXCEPTION 'What was said stays: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = '23001';
END
"""

FOLLOW_UP_STAYS = """
BEGIN
    IF ROW(NEW.id, NEW.entry_id, NEW.about, NEW.opened_at, NEW.client_uuid)
        = ROW(OLD.id, OLD.entry_id, OLD.about, OLD.opened_at, OLD.client_uuid)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'A follow-up keeps its entry and its words.' USING ERRCODE = '23001';
END
"""

READING_GROWS = """
BEGIN
    IF ROW(NEW.id, NEW.member_id, NEW.book_id, NEW.hour, NEW.began_at)
        = ROW(OLD.id, OLD.member_id, OLD.book_id, OLD.hour, OLD.began_at)
        AND NEW.numbers @> OLD.numbers AND NEW.last_at >= OLD.last_at
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'What was read stays read.' USING ERRCODE = '23001';
END
"""

REVIEW_FITS = """
DECLARE fits boolean;
BEGIN
    EXECUTE format(
        $sql$
        SELECT EXISTS (
            SELECT FROM %1$I.books_entry reviewed
            LEFT JOIN %1$I.books_entry approval ON approval.id = $3
            WHERE reviewed.id = $1 AND reviewed.author_id <> $2
                AND ($3 IS NULL OR (
                    approval.kind = 'approval' AND approval.book_id = reviewed.book_id
                    AND approval.author_id = $2 AND approval.seq > reviewed.seq
                ))
        )
        $sql$,
        TG_TABLE_SCHEMA
    ) INTO fits USING NEW.entry_id, NEW.by_id, NEW.approval_id;
    IF fits THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Nobody reviews an entry of their own; who approves signs in its book.'
        USING ERRCODE = '23001';
END
"""

KEPT = ("matters_comment", "matters_followupstep", "matters_review")
ALL = (*KEPT, "matters_followup", "matters_reading")


class Migration(migrations.Migration):
    dependencies = [("matters", "0001_what_stands_beside")]

    operations = [
        function("matters_refuse", REFUSE),
        function("matters_keep_follow_up", FOLLOW_UP_STAYS),
        function("matters_grow_reading", READING_GROWS),
        function("matters_fit_review", REVIEW_FITS),
        *(
            trigger(f"{table}_stays", table, "UPDATE OR DELETE", "ROW", "matters_refuse")
            for table in KEPT
        ),
        trigger("follow_up_stays", "matters_followup", "DELETE", "ROW", "matters_refuse"),
        trigger("reading_stays", "matters_reading", "DELETE", "ROW", "matters_refuse"),
        trigger(
            "follow_up_keeps_words", "matters_followup", "UPDATE", "ROW", "matters_keep_follow_up"
        ),
        trigger("reading_grows", "matters_reading", "UPDATE", "ROW", "matters_grow_reading"),
        trigger("review_fits", "matters_review", "INSERT", "ROW", "matters_fit_review"),
        *(
            trigger(f"{table}_is_not_emptied", table, "TRUNCATE", "STATEMENT", "matters_refuse")
            for table in ALL
        ),
    ]
