"""Merging and parting while an erasure runs, or while a legal hold keeps a person."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client as Browser

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book, Entry
from tenant_site.members.models import Member
from tenant_site.privacy.erasing import NothingToErase, run_erasure
from tenant_site.privacy.holding import Held, end_hold, place_hold
from tenant_site.privacy.models import Erasure, entries_held
from tenant_site.privacy.targets import PersonTarget
from tenant_site.registers.merging import StayTogether, merge, part
from tenant_site.registers.models import Person
from tests.tenant_site.directory.conftest import page_of
from tests.tenant_site.privacy.erasing import begin, erase_person
from tests.tenant_site.registers.gate import passed, visitor


def came(book: Book, author: Member, name: str, document: str) -> Person:
    made = passed(book, author, visitors=[visitor(name, document=document)])
    return Person.objects.get(mentions=made[0])


@pytest.fixture
def ana(inside_acme: Client, acme_book: Book, owner: Member) -> Person:
    return came(acme_book, owner, "Ana Peña", "10-20.334")


@pytest.fixture
def luis(inside_acme: Client, acme_book: Book, owner: Member) -> Person:
    return came(acme_book, owner, "Luis Rojas", "99-77")


@pytest.fixture
def erasure(ana: Person, owner: Member) -> Erasure:
    """The erasure of Ana has begun, and nothing has gone yet."""
    return begin(PersonTarget(ana, []), owner)


def now(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


def told(answer: Any) -> list[str]:
    return [str(one) for one in get_messages(answer.wsgi_request)]


@pytest.mark.parametrize("way", ["into another", "with another"])
def test_whoever_is_being_erased_is_merged_with_nobody(
    erasure: Erasure, ana: Person, luis: Person, owner: Member, way: str
) -> None:
    gone, stays = (ana, luis) if way == "into another" else (luis, ana)
    with pytest.raises(StayTogether):
        merge(gone, into=stays, by=owner)
    assert run_erasure(erasure.pk).is_over
    assert list(Person.objects.all()) == [luis]


def test_who_was_merged_into_them_is_not_parted_while_they_are_erased(
    ana: Person, luis: Person, owner: Member
) -> None:
    merge(luis, into=ana, by=owner)
    erasure = begin(PersonTarget(now(ana), []), owner)
    with pytest.raises(StayTogether):
        part(now(luis), by=owner)
    assert run_erasure(erasure.pk).is_over
    assert not Person.objects.exists()


def test_whoever_was_merged_a_moment_ago_is_not_erased_as_they_were(
    ana: Person, luis: Person, owner: Member
) -> None:
    target = PersonTarget(now(ana), [])
    merge(ana, into=luis, by=owner)
    with pytest.raises(NothingToErase):
        begin(target, owner)


def test_parting_frees_nothing_of_whom_a_hold_keeps(
    ana: Person, luis: Person, owner: Member
) -> None:
    merge(ana, into=luis, by=owner)
    hold = place_hold(on=Held(person=now(luis)), reason="Case 7.", by=owner)
    with pytest.raises(StayTogether):
        part(now(ana), by=owner)
    assert Entry.objects.filter(entries_held()).count() == 2
    end_hold(hold=hold, reason="Over.", by=owner)
    erase_person(part(now(ana), by=owner), owner)
    assert list(Person.objects.all()) == [luis]


def test_whom_a_hold_keeps_may_be_merged_and_stays_held(
    ana: Person, luis: Person, owner: Member
) -> None:
    place_hold(on=Held(person=ana), reason="Case 7.", by=owner)
    merge(ana, into=luis, by=owner)
    assert Entry.objects.filter(entries_held()).count() == 2


def test_the_pages_say_why_they_stay_as_they_are(
    acme: Client, erasure: Erasure, ana: Person, luis: Person, office: Browser, desk: Browser
) -> None:
    both = {"other_id": str(luis.pk), "stays": str(luis.pk)}
    assert b"are being suppressed" in desk.post(page_of(ana, "merge/"), both).content
    renumbered = {"document": "10-20.335", "name": "Ana Peña"}
    assert b"are being suppressed" in desk.post(page_of(ana, "change/"), renumbered).content
    with tenant_context(acme):
        run_erasure(erasure.pk)


def test_the_page_says_why_somebody_is_not_parted(
    acme: Client, ana: Person, luis: Person, owner: Member, office: Browser
) -> None:
    with tenant_context(acme):
        merge(ana, into=luis, by=owner)
        place_hold(on=Held(person=now(luis)), reason="Case 7.", by=owner)
    (said,) = told(office.post(page_of(ana, "part/")))
    assert said.startswith("It stays merged: a legal hold")
