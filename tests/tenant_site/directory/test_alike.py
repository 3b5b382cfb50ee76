from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.directory.alike import alike
from tenant_site.directory.kinds import kind_of_row
from tenant_site.registers.keys import key_of_code, key_of_name, slips_of, some_of
from tenant_site.registers.models import Item, Person, Registered, Vehicle
from tests.tenant_site.directory.conftest import page_of


def person(name: str, document: str = "", **more: Any) -> Person:
    keys = {"name_key": key_of_name(name), "document_key": key_of_code(document)}
    return Person.objects.create(name=name, document=document, **keys, **more)


def offered(row: Registered) -> list[str]:
    return [str(line.row) for line in alike(kind_of_row(row), row)]


def test_who_shares_words_of_the_name_is_offered_likeliest_first(inside_acme: Client) -> None:
    ana = person("Ana Peña Restrepo", "1020334")
    for name, document in (
        ("Luis Restrepo", ""),
        ("Ana Pena", ""),
        ("Eva Ruiz", "1020343"),
        ("ANA PENA RESTREPO", "77"),
        ("Bruno Díaz", "99887766"),
    ):
        person(name, document)
    assert offered(ana) == [
        "ANA PENA RESTREPO · 77",
        "Eva Ruiz · 1020343",
        "Ana Pena",
        "Luis Restrepo",
    ]


def test_a_merged_one_is_offered_no_more_and_a_crowd_costs_no_more(
    inside_acme: Client,
) -> None:
    ana = person("Ana Peña", "1020334")

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            alike(kind_of_row(ana), ana)
        return len(seen)

    assert queries() <= 4
    for number in range(60):
        person(f"Ana {number}", f"55{number}")
    assert queries() <= 4
    assert len(offered(ana)) == 8


@pytest.mark.parametrize(
    ("key", "other", "alike_"),
    [
        ("1020334", "1020335", True),
        ("1020334", "1020343", True),
        ("1020334", "102034", True),
        ("1020334", "10203304", True),
        ("abc123", "abd123", True),
        ("1020334", "1020356", False),
        ("1020334", "1020334", False),
        ("77", "78", False),
    ],
    ids=["wrong", "swapped", "missing", "more", "letter", "two", "same", "short"],
)
def test_a_slip_is_one_sign(key: str, other: str, alike_: bool) -> None:
    assert (other in slips_of(key)) == alike_


def test_signs_of_the_query_language_and_short_words_ask_for_nothing() -> None:
    assert some_of("de la O", least=1) == ""
    assert some_of("Ana & (Peña | 'x':*)", least=2) == "(ana:* & pena:*)"
    assert len(slips_of("1" * 20)) < 600
    assert slips_of("1" * 21) == set()


def test_vehicles_and_equipment_are_offered_likewise(inside_acme: Client) -> None:
    truck, other = (Vehicle.objects.create(plate=p, plate_key=p) for p in ("abc123", "acb123"))
    assert offered(truck) == [str(other)]
    radio = Item.objects.create(item_key="serial:9", serial="9", name="Motorola radio")
    torch = Item.objects.create(item_key="name:radio", name="Radio")
    assert offered(radio) == [str(torch)]


def test_the_page_of_a_merge_begins_with_what_may_be_the_same(acme: Client, desk: Browser) -> None:
    with tenant_context(acme):
        ana, other = person("Ana Peña Restrepo", "1020334"), person("Ana Pena")
        luis = person("Luis")
    page = desk.get(page_of(ana, "merge/")).content.decode()
    assert "These may be the same" in page
    assert f"?with={other.pk}" in page
    assert f"?with={luis.pk}" not in page
    assert f"?with={luis.pk}" in desk.get(page_of(ana, "merge/?q=luis")).content.decode()
