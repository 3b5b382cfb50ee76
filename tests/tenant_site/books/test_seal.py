import hashlib
import json
from uuid import uuid4

from django.db import connection

from public_site.models import Client
from tenant_site.books.models import Book, BookHead, Entry
from tenant_site.members.models import Member
from tests.tenant_site.books.writing import NIGHT, photo, write_entry


def test_the_genesis_names_client_and_book(inside_acme: Client, acme_book: Book) -> None:
    head = BookHead.objects.get(book=acme_book)
    named = b"nb1-genesis" + inside_acme.pk.bytes + acme_book.pk.bytes
    assert (head.seq, head.head, head.last_at) == (0, hashlib.sha256(named).digest(), None)


def test_the_first_entry_follows_the_genesis(
    inside_acme: Client, acme_book: Book, guard: Member
) -> None:
    genesis = BookHead.objects.get(book=acme_book).head
    entry = write_entry(acme_book, guard)
    assert (entry.seq, entry.prev_hash) == (1, genesis)
    assert BookHead.objects.get(book=acme_book).head == entry.hash


def test_the_seal_is_computed_as_the_format_says(
    inside_acme: Client, acme_book: Book, guard: Member
) -> None:
    entry = write_entry(acme_book, guard)
    microseconds = round(entry.recorded_at.timestamp() * 10**6)
    assert (
        entry.hash
        == hashlib.sha256(
            b"nb1"
            + acme_book.pk.bytes
            + (1).to_bytes(8, "big")
            + microseconds.to_bytes(8, "big")
            + entry.prev_hash
            + hashlib.sha256(entry.canon.encode()).digest()
        ).digest()
    )


def test_the_database_computes_the_same_seal(entries: list[Entry]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*) FROM books_entry WHERE hash = sha256('nb1'::bytea
            || uuid_send(book_id) || int8send(seq)
            || int8send((extract(epoch FROM recorded_at) * 1000000)::bigint)
            || prev_hash || sha256(convert_to(canon, 'UTF8')))"""
        )
        assert cursor.fetchone() == (len(entries),)


def test_canon_holds_metadata_and_commitments_only(
    inside_acme: Client, acme_book: Book, guard: Member
) -> None:
    uuid = uuid4()
    entry = write_entry(
        acme_book, guard, client_uuid=uuid, text="Señor Pérez", uploads=[photo("perez.jpg")]
    )
    assert json.loads(entry.canon) == {
        "v": "1",
        "kind": "entry",
        "book": str(acme_book.pk),
        "type": "003",
        "form": "0",
        "author": str(guard.pk),
        "occurred_at": "2026-03-01T06:10:00.000000Z",
        "client_uuid": str(uuid),
        "content": entry.content.commit.hex(),
        "files": [entry.attachments.get().commit.hex()],
    }
    assert entry.occurred_at == NIGHT


def test_the_content_says_who_wrote_under_which_name_and_badge(
    inside_acme: Client, acme_book: Book, guard: Member
) -> None:
    entry = write_entry(acme_book, guard, text="n\u0303", values={"plate": "ABC123"})
    assert entry.content.content == (
        '{"author":{"badge":"1007","name":"Guard"},"text":"\u00f1",'
        '"type":{"name":"Perimeter round","severity":"routine"},"values":{"plate":"ABC123"}}'
    )
    assert entry.content.salt is not None
    salted = entry.content.salt + entry.content.content.encode()
    assert entry.content.commit == hashlib.sha256(salted).digest()


def test_a_file_is_sealed_by_name_type_size_and_bytes(
    inside_acme: Client, acme_book: Book, guard: Member
) -> None:
    sent = photo("../../etc/gate.jpg")
    file = write_entry(acme_book, guard, uploads=[sent]).attachments.get()
    data = sent.open().read()
    assert file.facts == {
        "name": "gate.jpg",
        "type": "image/jpeg",
        "size": str(len(data)),
        "sha256": hashlib.sha256(data).hexdigest(),
    }


def test_the_same_words_never_have_the_same_commitment(entries: list[Entry]) -> None:
    book, guard = entries[0].book, entries[0].author
    commits = {write_entry(book, guard, text="same").content.commit for _ in range(3)}
    assert len(commits) == 3
