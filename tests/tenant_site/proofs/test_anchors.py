import hashlib
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book, BookHead, Entry, EntryContent
from tenant_site.books.opening import open_book
from tenant_site.books.seal import entry_hash
from tenant_site.members.models import Member
from tenant_site.proofs.anchoring import anchor_daily, make_anchor
from tenant_site.proofs.merkle import root_of, tree_hash
from tenant_site.proofs.models import Anchor, AnchorAddress, AnchoredHead
from tenant_site.proofs.verification import changed_anchors, forsaken, verify_tenant
from tests.tenant_site.books.writing import codes, remove, settle, triggers_off, write_entry

DAY = date(2026, 3, 1)


def found(client: Client) -> list[tuple[str, str]]:
    return [(problem.code, problem.place) for problem in verify_tenant(client)]


def test_the_root_is_the_merkle_tree_hash_of_rfc_6962() -> None:
    def h(data: bytes) -> bytes:
        return hashlib.sha256(data).digest()

    a, b, c = (h(b"\x00" + leaf) for leaf in (b"a", b"b", b"c"))
    assert tree_hash([]) == h(b"")
    assert tree_hash([b"a"]) == a
    assert tree_hash([b"a", b"b", b"c"]) == h(b"\x01" + h(b"\x01" + a + b) + c)
    # RFC 6962's own reference data, as Certificate Transparency publishes it
    empty_leaf = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert tree_hash([b""]).hex() == empty_leaf
    assert tree_hash([b"", b"\x00"]).hex() == (
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
    )


def test_an_anchor_covers_every_book_that_has_entries(
    entries: list[Entry], inside_acme: Client
) -> None:
    open_book(client=inside_acme, name="Empty")
    other = open_book(client=inside_acme, name="Yard")
    second = write_entry(other, Member.objects.get(role="owner"))
    anchor = make_anchor(on=DAY)
    assert anchor
    last = entries[-1]
    covered = [(one.book_id, one.seq, one.head) for one in anchor.heads.in_order()]
    assert covered == [(last.book_id, 5, last.hash), (other.pk, 1, second.hash)]
    assert anchor.root == root_of(covered)
    assert found(inside_acme) == []


def test_a_day_has_one_anchor_and_none_where_nothing_is_new(
    entries: list[Entry], inside_acme: Client
) -> None:
    book, author = entries[0].book, entries[0].author
    assert make_anchor(on=DAY)
    assert make_anchor(on=DAY + timedelta(days=1)) is None
    write_entry(book, author)
    assert make_anchor(on=DAY) is None
    assert make_anchor(on=DAY + timedelta(days=1))
    assert Anchor.objects.count() == 2


def test_a_workspace_without_entries_has_no_anchor(inside_acme: Client, acme_book: Book) -> None:
    assert anchor_daily() is None


@pytest.mark.parametrize("table", ["proofs_anchor", "proofs_anchoredhead"])
@pytest.mark.parametrize("act", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_what_was_anchored_is_never_changed_or_removed(
    entries: list[Entry], inside_acme: Client, table: str, act: str
) -> None:
    make_anchor(on=DAY)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            cursor.execute(act.format(table))


def test_a_tail_cut_together_with_the_head_is_found_by_the_anchor(
    entries: list[Entry], inside_acme: Client
) -> None:
    make_anchor(on=DAY)
    with triggers_off():
        remove(entries[4])
        BookHead.objects.filter(book=entries[0].book).update(seq=4, head=entries[3].hash)
    assert codes(entries[0].book, inside_acme) == []
    assert found(inside_acme) == [("anchored_tail", "main-gate#5")]


def test_a_book_written_anew_with_consistent_seals_is_found_by_the_anchor(
    entries: list[Entry], inside_acme: Client
) -> None:
    make_anchor(on=DAY)
    rewrite(entries, "A quiet night")
    assert codes(entries[0].book, inside_acme) == []
    assert found(inside_acme) == [("anchored_seal", "main-gate#5")]


def rewrite(entries: list[Entry], text: str) -> None:
    """Forge what the third entry says, and seal it and all after it anew."""
    said, salt = entries[2].content, b"s" * 32
    content = str(said.content).replace("Round 3", text)
    commit = hashlib.sha256(salt + content.encode()).digest()
    before = entries[1].hash
    with triggers_off():
        EntryContent.objects.filter(entry=entries[2]).update(
            salt=salt, content=content, commit=commit
        )
        for entry in entries[2:]:
            canon = entry.canon.replace(said.commit.hex(), commit.hex())
            seal = entry_hash(
                book_id=entry.book_id,
                seq=entry.seq,
                recorded_at=entry.recorded_at,
                prev_hash=before,
                canon=canon,
            )
            Entry.objects.filter(pk=entry.pk).update(canon=canon, prev_hash=before, hash=seal)
            before = seal
        BookHead.objects.filter(book=entries[0].book).update(head=before)


def test_of_each_book_the_first_anchor_that_does_not_fit_is_told(
    entries: list[Entry], inside_acme: Client
) -> None:
    for days in range(3):
        make_anchor(on=DAY + timedelta(days=days))
        last = write_entry(entries[0].book, entries[0].author)
    make_anchor(on=DAY + timedelta(days=3))
    with triggers_off():
        AnchoredHead.objects.exclude(seq=5).update(head=last.hash)
    assert [one for one in found(inside_acme) if one[0] != "anchor"] == [
        ("anchored_seal", "main-gate#6")
    ]


@pytest.mark.parametrize("with_entries", [True, False])
def test_a_whole_book_that_was_removed_is_found_by_the_anchor(
    entries: list[Entry], inside_acme: Client, with_entries: bool
) -> None:
    make_anchor(on=DAY)
    settle()
    with triggers_off():
        for entry in entries if with_entries else ():
            remove(entry)
        BookHead.objects.all()._raw_delete("default")
        Book.objects.all()._raw_delete("default")
    assert found(inside_acme) == [("anchored_tail", f"{entries[0].book_id}#5")]


def test_a_changed_anchor_is_found(entries: list[Entry], inside_acme: Client) -> None:
    make_anchor(on=DAY)
    with triggers_off():
        AnchoredHead.objects.update(seq=4, head=entries[3].hash)
    assert found(inside_acme) == [("anchor", "anchor 2026-03-01")]


def test_few_queries_hold_any_number_of_anchors_against_the_books(
    entries: list[Entry], inside_acme: Client, django_assert_num_queries: Any
) -> None:
    for days in range(3):
        write_entry(entries[0].book, entries[0].author)
        make_anchor(on=DAY + timedelta(days=days))
    with django_assert_num_queries(3):
        assert [*changed_anchors(), *forsaken(AnchoredHead.objects.all())] == []


def test_an_anchor_is_mailed_to_the_addresses_in_the_workspaces_language(
    entries: list[Entry], inside_acme: Client, django_capture_on_commit_callbacks: Any
) -> None:
    AnchorAddress.objects.create(email="notary@elsewhere.example")
    with django_capture_on_commit_callbacks(execute=True):
        anchor = make_anchor(on=DAY)
    assert anchor
    (letter,) = mail.outbox
    assert letter.to == ["notary@elsewhere.example"]
    assert letter.subject == "Acme: anchor of March 1, 2026"
    assert anchor.root_hex in letter.body
    assert f"main-gate · 5 · {entries[-1].hash.hex()}" in letter.body


def test_nothing_is_mailed_for_an_anchor_that_was_rolled_back(
    entries: list[Entry], inside_acme: Client, django_capture_on_commit_callbacks: Any
) -> None:
    AnchorAddress.objects.create(email="notary@elsewhere.example")
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        make_anchor(on=DAY)
        transaction.set_rollback(True)
    assert mail.outbox == []


def test_daily_anchors_each_workspace_by_itself(
    entries: list[Entry], acme: Client, globex: Client, globex_book: Book, stranger: Member
) -> None:
    with tenant_context(globex):
        write_entry(globex_book, stranger)
    call_command("daily", verbosity=0)
    for client in (acme, globex):
        with tenant_context(client):
            assert Anchor.objects.get().heads.count() == 1
