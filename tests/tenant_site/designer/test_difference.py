from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given, settings

from tenant_site.designer.difference import difference
from tenant_site.entry_forms.definition import Definition
from tests.tenant_site.designer.forms import GATES, VISIT, field, form, gate, why
from tests.tenant_site.entry_forms.test_any_form import definitions


def texts(before: Definition, after: Definition) -> list[str]:
    return [one.text for one in difference(before, after)]


def test_what_is_new_removed_and_required_is_said_in_words() -> None:
    before = form(field("plate"), field("colour"))
    after = form(field("plate", required=True), field("seal", "number"))
    assert texts(before, after) == [
        "“Plate” is now required",
        "“Seal” is new (Number)",
        "“Colour” was removed",
    ]


def test_the_same_is_said_in_spanish() -> None:
    before = form(field("placa"), field("color"))
    with override("es"):
        assert texts(before, form(field("placa", required=True))) == [
            "La respuesta de «Placa» ahora es obligatoria",
            "Se quitó «Color»",
        ]


@pytest.mark.parametrize(
    ("now", "text"),
    [
        (field("a", label="Plate"), "“A” is called “Plate” now"),
        (field("a", "number"), "“A” is of the kind “Number” now, before “Text”"),
        (field("a", help="As on the car"), "“A” has a help now"),
        (field("a", width="half"), "“A” is half a line wide now"),
        (field("a", settings={"lines": True}), "“A”, Several lines: yes, before no"),
        (field("a", settings={"most": 20}), "“A”, Characters at most: 20, before nothing"),
    ],
)
def test_each_setting_has_its_sentence(now: dict[str, Any], text: str) -> None:
    assert texts(form(field("a")), form(now)) == [text]


def test_answers_are_compared_by_key() -> None:
    now = [{"key": "south", "label": "South dock"}, {"key": "west", "label": "West"}]
    assert texts(form(gate()), form(gate(settings={"options": now}))) == [
        "“Gate”: the answer “South” is called “South dock” now",
        "“Gate” has the new answer “West”",
        "“Gate” no longer has the answer “North”",
    ]
    turned = form(gate(settings={"options": GATES[::-1]}))
    assert texts(form(gate()), turned) == ["The answers of “Gate” stand in another order"]


def test_columns_are_named() -> None:
    columns = {"document": "required", "time": "shown", "reason": "hidden"}
    now = form(field("who", "persons", settings={"columns": columns}))
    assert texts(form(field("who", "persons")), now) == [
        "“Who” now requires “Document”",
        "“Who” no longer asks for “Reason”",
    ]


def test_a_condition_reads_with_the_labels_of_its_form() -> None:
    always = form(field("plate"), gate(), field("why"))
    assert texts(always, VISIT) == ["“Why” is now asked only if “Gate” is “South”"]
    assert texts(VISIT, always) == ["“Why” is always asked now"]
    both = form(field("plate"), gate(), why("south", "north"))
    assert texts(VISIT, both) == ["“Why” is now asked only if “Gate” is “South” or “North”"]


def test_only_what_was_moved_is_said_to_have_moved() -> None:
    before = form(*(field(key) for key in "abcde"))
    after = form(*(field(key) for key in "eabcd"))
    assert texts(before, after) == ["“E” stands first now"]
    assert texts(after, before) == ["“E” stands below “D” now"]


@settings(deadline=None)
@given(definitions(), definitions())
def test_two_forms_are_alike_exactly_when_nothing_differs(
    one: Definition, other: Definition
) -> None:
    assert difference(one, one) == []
    assert bool(difference(one, other)) == (one != other)
