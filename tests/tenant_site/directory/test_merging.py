import threading
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client as Browser

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.activity.models import Activity
from tenant_site.books.models import Book, Entry, EntryContent
from tenant_site.entry_forms.models import FormVersion
from tenant_site.members.models import Member
from tenant_site.registers.banning import Banned, impose_ban
from tenant_site.registers.lookup import DOCUMENT, known
from tenant_site.registers.merging import (
    AlreadyMerged,
    NotMerged,
    OfAnotherBook,
    SameRow,
    merge,
    part,
)
from tenant_site.registers.models import Ban, Item, Mention, Person, Point, Vehicle
from tenant_site.registers.naming import named_in
from tenant_site.registers.warning import bans_on, typed_of
from tests.tenant_site.books.test_many_writers import at_once
from tests.tenant_site.books.test_many_writers import busy as busy
from tests.tenant_site.books.writing import NIGHT, write_entry
from tests.tenant_site.directory.conftest import page_of
from tests.tenant_site.presence.gates import inside
from tests.tenant_site.recognition.conftest import form as form
from tests.tenant_site.registers.gate import GATE, car, mention, passed, recorded, visitor

MOST_LOOKS = 50_000


def person(name: str, document: str = "", **more: str) -> Person:
    said = {"document_key": document, "name_key": name.lower()}
    return Person.objects.create(name=name, document=document, **said, **more)


def subjects() -> list[str]:
    mentions = Mention.objects.order_by("pk").select_related("person", "vehicle", "item", "point")
    return [str(one.subject) for one in mentions]


@pytest.fixture
def twins(inside_acme: Client, acme_book: Book, guard: Member) -> tuple[Person, Person]:
    """Ana by her document, who left, and Ana by her name alone, who came in before that."""
    passed(acme_book, guard, visitors=[visitor("Ana", company="Aguas")])
    leaving = visitor("A.", document="1020", movement="out")
    passed(acme_book, guard, NIGHT + timedelta(hours=1), visitors=[leaving])
    Person.objects.filter(document_key="1020").update(name="", name_key="")
    return Person.objects.get(document_key="1020"), Person.objects.get(document_key="")


def test_what_is_about_both_is_found_under_the_one_that_stays(
    twins: tuple[Person, Person], acme_book: Book, supervisor: Member
) -> None:
    stays, goes = twins
    assert inside(acme_book) == ["Ana"]
    kept = merge(goes, into=stays, by=supervisor)
    assert (kept.name, kept.document, kept.company) == ("Ana", "1020", "Aguas")
    assert Mention.objects.about(kept).count() == 2
    assert not Mention.objects.about(goes).exists()
    assert inside(acme_book) == []
    assert Activity.objects.get(act="records_merged").detail == {"merged": "Ana"}


def test_later_entries_under_either_key_go_to_the_one_that_stays(
    twins: tuple[Person, Person], acme_book: Book, guard: Member
) -> None:
    stays, goes = twins
    merge(goes, into=stays, by=guard)
    rows = [visitor("ANA"), visitor("x", document="10-20")]
    made = passed(acme_book, guard, visitors=rows)
    assert {one.person_id for one in made} == {stays.pk}
    assert [one.known_as for one in made] == [goes.pk, None]
    assert Person.objects.count() == 2


def test_undoing_gives_each_what_was_written_under_it(
    twins: tuple[Person, Person], acme_book: Book, guard: Member, owner: Member
) -> None:
    stays, goes = twins
    merge(goes, into=stays, by=guard)
    passed(acme_book, guard, visitors=[visitor("ana")])
    merged = Person.objects.get(pk=goes.pk)
    parted = part(merged, by=owner)
    assert Mention.objects.about(parted).count() == 2
    assert Mention.objects.about(stays).count() == 1
    assert not Mention.objects.exclude(known_as=None).exists()
    stays.refresh_from_db()
    assert (stays.name, stays.name_key, stays.company) == ("", "", "")
    assert passed(acme_book, guard, visitors=[visitor("Ana")])[0].person_id == goes.pk
    assert Activity.objects.filter(act="records_parted").exists()
    for seen in (goes, merged):
        with pytest.raises(NotMerged):
            part(seen, by=owner)


def test_what_was_changed_by_hand_meanwhile_stays_when_a_merge_is_undone(
    twins: tuple[Person, Person], owner: Member
) -> None:
    stays, goes = twins
    merge(goes, into=stays, by=owner)
    Person.objects.filter(pk=stays.pk).update(company="Luz")
    part(goes, by=owner)
    stays.refresh_from_db()
    assert (stays.name, stays.company) == ("", "Luz")


def test_a_merge_of_merged_ones_is_undone_step_by_step_in_any_order(
    inside_acme: Client, acme_book: Book, guard: Member, owner: Member
) -> None:
    rows = [visitor(name, document=name) for name in ("A1", "B2", "C3")]
    passed(acme_book, guard, visitors=rows)
    a, b, c = (Person.objects.get(name=name) for name in ("A1", "B2", "C3"))
    merge(a, into=b, by=owner)
    merge(b, into=c, by=owner)
    assert subjects() == ["C3 · C3"] * 3
    assert Person.objects.get(pk=a.pk).merged_into == c
    part(b, by=owner)
    assert subjects() == ["B2 · B2", "B2 · B2", "C3 · C3"]
    merge(b, into=c, by=owner)
    part(a, by=owner)
    assert subjects() == ["A1 · A1", "C3 · C3", "C3 · C3"]
    part(b, by=owner)
    assert subjects() == ["A1 · A1", "B2 · B2", "C3 · C3"]


def test_a_merge_that_cannot_be_is_refused_by_name(inside_acme: Client, owner: Member) -> None:
    a, b, c = (person(name, name) for name in "abc")
    with pytest.raises(SameRow):
        merge(a, into=a, by=owner)
    merge(a, into=b, by=owner)
    for goes, stays, merged in ((a, c, a), (c, a, a), (b, a, a)):
        with pytest.raises(AlreadyMerged) as refused:
            merge(goes, into=stays, by=owner)
        assert refused.value.row == merged


def test_vehicles_equipment_and_points_are_merged_likewise(
    inside_acme: Client, acme_book: Book, guard: Member, owner: Member
) -> None:
    sent: Any = {
        "cars": [car("ABC123"), car("ABC1Z3")],
        "things": [{"name": "Radio"}, {"name": "Raido"}],
    }
    passed(acme_book, guard, place="Tank", **sent)
    passed(acme_book, guard, place="Tnak")
    for model in (Vehicle, Item, Point):
        stays, goes = model._default_manager.order_by("list_key")
        merge(goes, into=stays, by=owner)
    assert len(set(subjects())) == 3


def test_bans_of_both_warn_whichever_key_is_typed(
    twins: tuple[Person, Person], acme_book: Book, owner: Member
) -> None:
    stays, goes = twins
    impose_ban(on=Banned(document="1020"), reason="One", by=owner)
    impose_ban(on=Banned(name="Ana"), reason="Two", by=owner)
    merge(goes, into=stays, by=owner)
    for row in (visitor("ANA"), visitor("Somebody", document="10-20")):
        named = named_in(GATE, {"visitors": [row]}, occurred_at=NIGHT)
        bans = bans_on(named, book_id=acme_book.pk)
        assert {ban.reason for ban in bans} == {"One", "Two"}
        typed = row["document"] or row["name"]
        assert {typed_of(ban, named) for ban in bans} == {typed}
    found = known(DOCUMENT, "1020", book_id=acme_book.pk, reader=owner)
    assert found
    assert (found.subject, len(found.bans), found.namesakes) == (stays, 2, [])
    assert Ban.objects.about(stays).count() == 2


def test_what_was_sealed_is_the_same_after_a_merge(
    acme: Client, acme_book: Book, guard: Member, owner: Member, form: FormVersion
) -> None:
    with tenant_context(acme):
        for name in ("Ana", "Anna"):
            recorded(acme_book, guard, form, visitors=[visitor(name)])
        sealed = list(Entry.objects.values()), list(EntryContent.objects.values())
        stays, goes = Person.objects.order_by("name")
        merge(goes, into=stays, by=owner)
        assert (list(Entry.objects.values()), list(EntryContent.objects.values())) == sealed


def test_a_guard_finds_their_visitor_by_the_document_that_was_merged_away(
    acme: Client, gate: Browser, ana: Person, owner: Member
) -> None:
    with tenant_context(acme):
        merge(ana, into=person("Somebody", "77"), by=owner)
    found = gate.get("/registers/persons/", {"q": "10-20.334"}).content.decode()
    assert page_of(ana) in found
    assert gate.get(page_of(ana), follow=True).status_code == 200


def test_a_point_of_one_book_is_not_merged_into_another_books(
    inside_acme: Client, acme_book: Book, vault: Book, owner: Member
) -> None:
    ours, theirs, shared = (
        Point.objects.create(name="Tank", name_key="tank", book=book)
        for book in (acme_book, vault, None)
    )
    with pytest.raises(OfAnotherBook):
        merge(ours, into=theirs, by=owner)
    assert merge(ours, into=shared, by=owner) == shared


def test_one_in_use_that_is_merged_into_a_retired_one_stays_in_the_list(
    inside_acme: Client, owner: Member
) -> None:
    goes, stays, retired = (person(name, name) for name in "abc")
    Person.objects.exclude(pk=goes.pk).update(retired_at=NIGHT)
    assert merge(retired, into=stays, by=owner).retired_at == NIGHT
    assert merge(goes, into=stays, by=owner).retired_at is None


def test_two_who_merge_each_into_the_other_leave_one_that_stays(busy: Client) -> None:
    by, a, b = Member.objects.get(), person("a", "1"), person("b", "2")
    refused: list[object] = []

    def join(goes: Person, stays: Person) -> None:
        try:
            merge(goes, into=stays, by=by)
        except AlreadyMerged as refusal:
            refused.append(refusal.row)

    at_once(busy, [partial(join, a, b), partial(join, b, a)])
    assert Person.objects.standing().count() == 1
    assert len(refused) == 1


def test_an_entry_that_is_being_written_while_its_person_is_merged_is_not_lost(
    busy: Client,
) -> None:
    by, goes, stays = Member.objects.get(), person("Ana"), person("Ana", "1020")
    entry, is_named = write_entry(Book.objects.get(), by), threading.Event()

    def write() -> None:
        with transaction.atomic():
            mention(entry, {"visitors": [visitor("Ana")]})
            is_named.set()
            until_somebody_waits()

    def join() -> None:
        is_named.wait()
        merge(goes, into=stays, by=by)

    at_once(busy, [write, join])
    made = Mention.objects.get()
    assert (made.person_id, made.known_as) == (stays.pk, goes.pk)


def until_somebody_waits() -> None:
    with connection.cursor() as cursor:
        for _ in range(MOST_LOOKS):
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
    raise AssertionError("The merge never waited.")


def test_a_supervisor_looks_at_both_merges_and_an_owner_undoes_it(
    acme: Client, desk: Browser, office: Browser, twins: tuple[Person, Person]
) -> None:
    stays, goes = twins
    page = page_of(goes, "merge/")
    with tenant_context(acme):
        found = desk.get(f"{page}?q=1020").content.decode()
        assert f"?with={stays.pk}" in found
        both = desk.get(f"{page}?with={stays.pk}").content.decode()
        assert "Aguas" in both
        assert desk.post(page, {"other_id": stays.pk, "stays": ""}).status_code == 422
        merged = desk.post(page, {"other_id": stays.pk, "stays": stays.pk})
        assert merged["Location"] == page_of(stays)
        assert desk.get(page_of(goes))["Location"] == page_of(stays)
        late = desk.post(page_of(stays, "merge/"), {"other_id": goes.pk, "stays": goes.pk})
        assert late.status_code == 422
        assert "was merged by somebody else meanwhile" in late.content.decode()
        assert f'value="{goes.pk}" checked' in late.content.decode()
        assert "Undo the merge" not in desk.get(page_of(stays)).content.decode()
        assert desk.post(page_of(goes, "part/")).status_code == 403
        assert "Undo the merge" in office.get(page_of(stays)).content.decode()
        assert office.post(page_of(goes, "part/"))["Location"] == page_of(goes)
        assert desk.get(page_of(goes)).status_code == 200
        assert "merged into" not in desk.get("/registers/persons/?q=ana").content.decode()
