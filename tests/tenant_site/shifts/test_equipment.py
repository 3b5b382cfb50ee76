from typing import Any

import pytest
from django.test import Client as Browser

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.shifts.models import ExpectedItem

LIST = "/books/main-gate/hand-overs/"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("L1; Torch; 2\nR1\tRadio\t3\n\n", [("L1", "Torch", 2), ("R1", "Radio", 3)]),
        ("L1; Torch", [("L1", "Torch", 1)]),
        ("", []),
    ],
)
def test_equipment_is_listed_as_it_is_typed_or_pasted(
    acme: Client, torch: ExpectedItem, desk: Browser, typed: str, kept: list[Any]
) -> None:
    assert desk.post("/books/main-gate/equipment/", {"lines": typed})["Location"] == LIST
    with tenant_context(acme):
        rows = ExpectedItem.objects.values_list("code", "name", "amount")
        assert list(rows) == kept
        assert not kept or ExpectedItem.objects.get(code="L1").pk == torch.pk


def test_an_empty_list_of_hand_overs_asks_for_the_equipment_until_there_is_one(
    desk: Browser,
) -> None:
    assert b"List the equipment first" in desk.get(LIST).content
    desk.post("/books/main-gate/equipment/", {"lines": "L1; Torch"})
    assert b"List the equipment first" not in desk.get(LIST).content


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("Torch", b"Line 1: write code; name; amount."),
        ("L1; Torch; many", b"Line 1: the amount is a number"),
        ("L1; Torch\nL1; Radio", b"Line 2: the code L1 stands there twice."),
        ("\n".join(f"L{n}; x" for n in range(61)), b"60 pieces of equipment at most"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(desk: Browser, typed: str, says: bytes) -> None:
    answer = desk.post("/books/main-gate/equipment/", {"lines": typed})
    assert answer.status_code == 422
    assert says in answer.content
