from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.activity.models import Activity
from tenant_site.directory import duplicates
from tenant_site.directory.duplicates import Double, doubles_of, tell_apart
from tenant_site.directory.kinds import KINDS, kind_of_row
from tenant_site.directory.retiring import retire
from tenant_site.members.models import Member
from tenant_site.registers.keys import slips_of
from tenant_site.registers.merging import merge
from tenant_site.registers.models import Vehicle
from tests.tenant_site.books.writing import NIGHT
from tests.tenant_site.directory.test_alike import person

PERSONS, VEHICLES = KINDS["persons"], KINDS["vehicles"]
PAGE = "/registers/persons/duplicates/"


def car(plate: str) -> Vehicle:
    return Vehicle.objects.create(plate=plate, plate_key=plate)


def names_of(pair: Double) -> set[str]:
    return {str(pair.one.row), str(pair.other.row)}


def test_the_likeliest_pairs_stand_first_and_say_why(inside_acme: Client) -> None:
    for name, document in (
        ("Bea", "5550001"),
        ("Eva Ruiz", "1020343"),
        ("Ana Peña", "1020334"),
        ("ANA PENA", "1020344"),
        ("Ana Pena", ""),
        ("Luis", "77"),
        ("Luisa", "78"),
    ):
        person(name, document)
    first, *others = doubles_of(PERSONS).pairs
    assert names_of(first) == {"Ana Peña · 1020334", "ANA PENA · 1020344"}
    assert (first.has_same_name, first.is_near) == (True, True)
    why = [(one.has_same_name, one.is_near) for one in others]
    assert why == [(True, False), (True, False), (False, True), (False, True)]
    assert all("Eva Ruiz · 1020343" in names_of(one) for one in others[2:])


@pytest.mark.parametrize("key", ["1020334", "1100011", "abc123", "a1b2c"])
def test_every_slip_is_seen_that_the_page_of_a_merge_offers(inside_acme: Client, key: str) -> None:
    seen = 0
    for other in sorted(one for one in slips_of(key) if len(one) >= 5)[::7]:
        Vehicle.objects.all().delete()
        car(key), car(other)
        assert len(doubles_of(VEHICLES).pairs) == 1, other
        seen += 1
    assert seen > 10


@pytest.mark.parametrize("other", ["1020356", "9020335", "10203", "77", "0201334x"])
def test_two_slips_and_short_keys_are_no_pair(inside_acme: Client, other: str) -> None:
    car("1020334"), car(other), car("78")
    assert doubles_of(VEHICLES).pairs == []


def test_numbered_plates_and_a_crowd_of_namesakes_are_no_slips(inside_acme: Client) -> None:
    for number in range(10):
        car(f"trk00{number}")
    for number in range(duplicates.MOST_NAMESAKES + 1):
        person("Visitante", f"{number}a")
    assert doubles_of(VEHICLES).pairs == doubles_of(PERSONS).pairs == []


@pytest.mark.parametrize(
    "decide",
    [
        lambda one, other, by: merge(one, into=other, by=by),
        lambda one, other, by: tell_apart(one, other, by=by),
        lambda one, other, by: tell_apart(other, one, by=by),
        lambda one, _other, by: retire(one, at=NIGHT, by=by),
    ],
    ids=["merged", "apart", "apart the other way", "retired"],
)
def test_what_is_decided_is_asked_no_more(
    inside_acme: Client, owner: Member, decide: Callable[[Vehicle, Vehicle, Member], object]
) -> None:
    one, other = car("abc123"), car("xbc123")
    assert len(doubles_of(VEHICLES).pairs) == 1
    decide(one, other, owner)
    assert doubles_of(VEHICLES).pairs == []


def test_many_pairs_cost_no_more_queries_and_are_bounded(
    inside_acme: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duplicates, "SHOWN", 3)
    for number in range(8):
        person(f"Ana {number // 2}", f"{number}" * 3)
    with CaptureQueriesContext(connection) as seen:
        found = doubles_of(PERSONS)
    assert (len(found.pairs), found.are_more, len(seen)) == (3, True, 2)


def test_a_pair_leads_to_the_merge_or_is_told_to_be_two(
    acme: Client, owner: Member, desk: Browser, gate: Browser, audit: Browser
) -> None:
    with tenant_context(acme):
        ana, other = person("Ana Peña", "1020334"), person("Ana Pena")
    assert PAGE in desk.get("/registers/persons/").content.decode()
    assert PAGE not in audit.get("/registers/persons/").content.decode()
    assert "duplicates/" not in desk.get("/registers/points/").content.decode()
    assert gate.get(PAGE).status_code == audit.get(PAGE).status_code == 403
    said = desk.get(PAGE).content.decode()
    assert any(
        f"{one.pk}/merge/?with={two.pk}" in said for one, two in ((ana, other), (other, ana))
    )
    sent = {"one": str(other.pk), "other": str(ana.pk)}
    assert audit.post(f"{PAGE}two/", sent).status_code == 403
    answer = desk.post(f"{PAGE}two/", sent, follow=True)
    assert "Nothing looks like a duplicate" in answer.content.decode()
    desk.post(f"{PAGE}two/", sent)
    with tenant_context(acme):
        assert Activity.objects.filter(act="records_told_apart").count() == 1


def test_what_is_no_pair_cannot_be_told_apart(acme: Client, desk: Browser, owner: Member) -> None:
    with tenant_context(acme):
        ana = person("Ana Peña")
    for other in (str(ana.pk), "x", ""):
        sent = {"one": str(ana.pk), "other": other}
        assert desk.post(f"{PAGE}two/", sent).status_code == 404
    for kind in ("items", "points", "nothing"):
        assert desk.get(f"/registers/{kind}/duplicates/").status_code == 404


def test_the_other_workspaces_pairs_stay_unseen(
    acme: Client,
    globex: Client,
    owner: Member,
    stranger: Member,
    desk: Browser,
    browse: Callable[..., Browser],
) -> None:
    with tenant_context(globex):
        ana, other = person("Ana Peña", "1020334"), person("Ana Pena")
        assert kind_of_row(ana) is PERSONS
    sent = {"one": str(ana.pk), "other": str(other.pk)}
    assert "Ana" not in desk.get(PAGE).content.decode()
    assert desk.post(f"{PAGE}two/", sent).status_code == 404
    assert "Ana Pena" in browse(globex, stranger).get(PAGE).content.decode()
