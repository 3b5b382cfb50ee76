"""Seal the book in the database: what is written stays, and every hash is recomputed.

Functions live in the workspace's own schema and look at nothing but the row and, for an erasure,
at the sealed entry that orders it, found by TG_TABLE_SCHEMA: so they work in any session, on any
node, and when the schema is replayed from a script. SQLSTATE 23001 reaches
Django as IntegrityError. Constraints call built-in functions only, so a dump restores.
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


def check(name: str, table: str, condition: str) -> migrations.RunSQL:
    return statement(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({condition})",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


REFUSE = """
BEGIN
    RAISE EXCEPTION 'The book is append-only: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = '23001';
END
"""

# a later entry of the same book, of the kind "redaction", whose sealed text names the commitment
ORDERED = """
    EXECUTE format(
        $sql$
        SELECT EXISTS (
            SELECT FROM %1$I.books_entry redaction
            JOIN %1$I.books_entry erased
                ON erased.book_id = redaction.book_id AND erased.seq < redaction.seq
            WHERE redaction.id = $1 AND erased.id = $2 AND redaction.kind = 'redaction'
                AND redaction.canon::jsonb -> 'erases' ? $3
        )
        $sql$,
        TG_TABLE_SCHEMA
    ) INTO ordered USING NEW.redacted_by_id, OLD.entry_id, encode(OLD.commit, 'hex');
"""

CONTENT_MAY_BE_ERASED = f"""
DECLARE ordered boolean;
BEGIN{ORDERED}
    IF ordered AND OLD.redacted_by_id IS NULL
        AND NEW.content IS NULL AND NEW.salt IS NULL
        AND NEW.entry_id = OLD.entry_id AND NEW.commit = OLD.commit
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The book is append-only: content can be erased once, never changed.'
        USING ERRCODE = '23001';
END
"""

FILE_MAY_BE_ERASED = f"""
DECLARE ordered boolean;
BEGIN{ORDERED}
    IF ordered AND OLD.redacted_by_id IS NULL
        AND NEW.content IS NULL AND NEW.salt IS NULL
        AND NEW.storage_name = '' AND NEW.display_name = '' AND NEW.thumbnail_name = ''
        AND ROW(NEW.id, NEW.entry_id, NEW.position, NEW.commit, NEW.content_type, NEW.size_bytes)
            = ROW(OLD.id, OLD.entry_id, OLD.position, OLD.commit, OLD.content_type, OLD.size_bytes)
        AND NEW.width IS NOT DISTINCT FROM OLD.width
        AND NEW.height IS NOT DISTINCT FROM OLD.height
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The book is append-only: a file can be erased once, never changed.'
        USING ERRCODE = '23001';
END
"""

HEAD_ADVANCES = """
BEGIN
    IF NEW.book_id = OLD.book_id AND NEW.seq = OLD.seq + 1 AND NEW.head <> OLD.head
        AND NEW.last_at IS NOT NULL AND (OLD.last_at IS NULL OR NEW.last_at >= OLD.last_at)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The book is append-only: its head advances by one entry at a time.'
        USING ERRCODE = '23001';
END
"""

HEAD_STAYS = """
BEGIN
    IF OLD.seq = 0 THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'The book is append-only: a book with entries keeps its head.'
        USING ERRCODE = '23001';
END
"""

SEALED = """
hash = sha256(
    convert_to('nb1', 'UTF8') || uuid_send(book_id) || int8send(seq)
    || int8send((extract(epoch FROM recorded_at) * 1000000)::bigint)
    || prev_hash || sha256(convert_to(canon, 'UTF8'))
)
AND octet_length(hash) = 32 AND octet_length(prev_hash) = 32
"""

COMMITTED = """
octet_length(commit) = 32 AND (
    (redacted_by_id IS NULL AND salt IS NOT NULL AND content IS NOT NULL
        AND octet_length(salt) = 32
        AND commit = sha256(salt || convert_to(content, 'UTF8')))
    OR (redacted_by_id IS NOT NULL AND salt IS NULL AND content IS NULL)
)
"""

KEPT_TABLES = ("books_entry", "books_entrycontent", "books_attachment")
TRUNCATED_TABLES = (*KEPT_TABLES, "books_bookhead", "books_book")


class Migration(migrations.Migration):
    dependencies = [("books", "0002_entries")]

    operations = [
        function("books_refuse", REFUSE),
        function("books_erase_content", CONTENT_MAY_BE_ERASED),
        function("books_erase_file", FILE_MAY_BE_ERASED),
        function("books_advance_head", HEAD_ADVANCES),
        function("books_keep_head", HEAD_STAYS),
        trigger("entry_stays", "books_entry", "UPDATE OR DELETE", "ROW", "books_refuse"),
        trigger("content_stays", "books_entrycontent", "DELETE", "ROW", "books_refuse"),
        trigger("file_stays", "books_attachment", "DELETE", "ROW", "books_refuse"),
        trigger("content_is_sealed", "books_entrycontent", "UPDATE", "ROW", "books_erase_content"),
        trigger("file_is_sealed", "books_attachment", "UPDATE", "ROW", "books_erase_file"),
        trigger("head_advances", "books_bookhead", "UPDATE", "ROW", "books_advance_head"),
        trigger("head_stays", "books_bookhead", "DELETE", "ROW", "books_keep_head"),
        *(
            trigger(f"{table}_is_not_emptied", table, "TRUNCATE", "STATEMENT", "books_refuse")
            for table in TRUNCATED_TABLES
        ),
        check("entry_is_sealed", "books_entry", SEALED),
        check("content_fits_commitment", "books_entrycontent", COMMITTED),
        check("file_fits_commitment", "books_attachment", COMMITTED),
        check("book_head_is_a_hash", "books_bookhead", "octet_length(head) = 32"),
    ]
