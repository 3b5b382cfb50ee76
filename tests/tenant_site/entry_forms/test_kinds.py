from collections.abc import Sequence
from typing import Any

import pytest
from django.template.loader import render_to_string

from tenant_site.entry_forms.definition import Definition
from tenant_site.entry_forms.kinds import KINDS
from tenant_site.entry_forms.problems import ValuesRefused
from tenant_site.entry_forms.rows import Column, Rows
from tenant_site.entry_forms.values import clean_values, readings

ANSWERS = [{"key": "north", "label": "North"}, {"key": "south", "label": "South"}]
STAFF = {"name": "required", "phone": "shown"}


def form(*fields: dict[str, Any]) -> Definition:
    return Definition.read({"fields": [{"label": "Field", "key": "a", **one} for one in fields]})


def given(kind: str, sent: object, **settings: Any) -> Any:
    return clean_values(form({"kind": kind, "settings": settings}), {"a": sent}).get("a")


def codes(definition: Definition, sent: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(ValuesRefused) as refused:
        clean_values(definition, sent)
    return {one.path: one.code for one in refused.value.problems}


def refusal(kind: str, sent: object, **settings: Any) -> str:
    (code,) = codes(form({"kind": kind, "settings": settings}), {"a": sent}).values()
    return code


@pytest.mark.parametrize(
    ("kind", "sent", "kept"),
    [
        ("text", "  two \n words ", "two words"),
        ("text", "n\u0303andu\u0301\x00", "ñandú"),
        ("date", "2026-02-28", "2026-02-28"),
        ("time", "9:05", "09:05"),
        ("number", "1.234,5", "1234.5"),
        ("number", "1,234.50", "1234.5"),
        ("number", "12,50", "12.5"),
        ("number", "-0", "0"),
        ("yes_no", "YES", "yes"),
        ("yes_no", False, "no"),
        ("phone", "+57 (601) 555-0199", "+576015550199"),
        ("code", " 7701234 ", "7701234"),
        ("text", "plate \u202e321CBA\u202c \u2066x\u2069 \u200fשלום", "plate 321CBA x \u200fשלום"),
        ("severity", "alert", "alert"),
        ("position", "4.60971, -74.08175, 12", None),
    ],
)
def test_what_is_typed_is_kept_in_one_spelling(kind: str, sent: object, kept: object) -> None:
    expected = kept or {"latitude": "4.60971", "longitude": "-74.08175", "accuracy": "12"}
    assert given(kind, sent) == expected


@pytest.mark.parametrize(
    ("kind", "sent", "code"),
    [
        ("text", "x" * 301, "too_long"),
        ("text", ["x"], "type"),
        ("date", "2026-02-29", "date"),
        ("time", "24:01", "time"),
        ("number", "1e400", "number"),
        ("number", "NaN", "number"),
        ("number", "1.005,123", "decimals"),
        ("yes_no", "maybe", "option"),
        ("phone", "call me", "phone"),
        ("severity", "huge", "option"),
        ("position", "91, 0", "position"),
        ("vehicles", "x", "type"),
    ],
)
def test_what_cannot_be_is_refused_with_its_case(kind: str, sent: object, code: str) -> None:
    assert refusal(kind, sent) == code


@pytest.mark.parametrize("kind", ["text", "date", "number", "yes_no", "phone", "staff"])
@pytest.mark.parametrize("sent", [None, "", "  "])
def test_what_is_empty_has_no_value(kind: str, sent: object) -> None:
    assert given(kind, "" if kind == "staff" else sent) is None


def test_limits_of_a_number_are_kept() -> None:
    limits = {"least": "0", "most": "10.5", "decimals": 1}
    assert given("number", "10,5", **limits) == "10.5"
    assert refusal("number", "10.6", **limits) == "most"
    assert refusal("number", "-0.1", **limits) == "least"


def test_a_number_that_reads_two_ways_is_asked_again() -> None:
    assert given("number", "1.234", decimals=2) == "1234"
    assert refusal("number", "1.234", decimals=3) == "ambiguous"
    assert given("number", "0.234", decimals=3) == "0.234"


def test_several_answers_stand_in_the_order_of_the_list() -> None:
    assert given("choices", ["south", "north", "south"], options=ANSWERS) == ["north", "south"]
    assert refusal("choices", ["north", "west"], options=ANSWERS) == "option"


def test_a_required_field_wants_an_answer() -> None:
    definition = form({"kind": "text", "required": True})
    assert codes(definition, {"a": "  "}) == {"a": "required"}


def test_a_field_that_is_not_shown_is_neither_asked_nor_kept() -> None:
    depends = {"field": "gate", "is": ["south"]}
    definition = form(
        {"key": "gate", "kind": "choice", "settings": {"options": ANSWERS}},
        {"key": "why", "kind": "text", "required": True, "show_if": depends},
    )
    assert clean_values(definition, {"gate": "north", "why": "x"}) == {"gate": "north"}
    assert codes(definition, {"gate": "south"}) == {"why": "required"}


def test_a_field_below_one_that_is_hidden_is_hidden_too() -> None:
    definition = form(
        {"key": "gate", "kind": "choice", "settings": {"options": ANSWERS}},
        {"key": "open", "kind": "yes_no", "show_if": {"field": "gate", "is": ["south"]}},
        {"key": "why", "kind": "text", "show_if": {"field": "open", "is": ["yes"]}},
    )
    sent = {"gate": "north", "open": "yes", "why": "x"}
    assert clean_values(definition, sent) == {"gate": "north"}


def test_a_row_says_which_cell_is_wrong() -> None:
    definition = form({"kind": "vehicles"})
    sent = [{}, {"plate": "ABC 123", "movement": "up", "time": "25:00"}, {"movement": "in"}]
    assert codes(definition, {"a": sent}) == {
        "a.1.movement": "option",
        "a.1.time": "time",
        "a.2.plate": "required",
    }


def test_columns_that_the_owner_hides_are_not_kept() -> None:
    definition = form({"kind": "persons", "settings": {"columns": {"document": "required"}}})
    row = {"name": "Ana", "movement": "in", "document": "52.1", "reason": "visit"}
    assert clean_values(definition, {"a": [row]})["a"] == [
        {"document": "52.1", "name": "Ana", "movement": "in"}
    ]


def test_a_round_that_was_not_done_says_why() -> None:
    definition = form({"kind": "rounds"})
    assert codes(definition, {"a": [{"start": "23:40"}]}) == {"a.0.end": "required"}
    done = {"start": "23:40", "end": "00:15"}
    assert clean_values(definition, {"a": [done, {"start": "02:00", "reason": "rain"}]})


def test_a_round_is_not_asked_for_an_end_that_the_owner_hides() -> None:
    definition = form({"kind": "rounds", "settings": {"columns": {"start": "required"}}})
    assert clean_values(definition, {"a": [{"start": "23:40"}]}) == {"a": [{"start": "23:40"}]}


def test_an_entry_reads_in_the_words_of_its_version() -> None:
    definition = form(
        {"key": "h", "kind": "heading", "label": "Load"},
        {"key": "n", "kind": "number", "label": "Weight", "settings": {"unit": "kg"}},
        {"key": "empty", "kind": "heading", "label": "Nothing below"},
        {"key": "v", "kind": "vehicles", "label": "Vehicles"},
    )
    values = {"n": "1250", "v": [{"plate": "ABC123", "movement": "in"}, {"plate": "X"}]}
    found = readings(definition, values)
    assert [one.field.label for one in found] == ["Load", "Weight", "Nothing below", "Vehicles"]
    assert found[1].text.endswith("kg")
    assert found[3].rows[1] == ("X", "")
    assert [one.field.key for one in readings(definition, {"n": "1"})] == ["h", "n"]


@pytest.mark.parametrize(
    ("number", "dialled"),
    [("+576015550199", "tel:+576015550199"), ("6015550199x12", "tel:6015550199,12")],
)
def test_a_telephone_number_is_read_as_one_that_is_dialled(number: str, dialled: str) -> None:
    definition = form(
        {"key": "p", "kind": "phone", "label": "Neighbour"},
        {"key": "s", "kind": "staff", "label": "On duty", "settings": {"columns": STAFF}},
    )
    values = {"p": number, "s": [{"name": "Luz", "phone": number}, {"name": "Rosa"}]}
    shown = render_to_string(
        "entry_forms/_readings.html", {"readings": readings(definition, values)}
    )
    assert shown.count(f'<a href="{dialled}">{number}</a>') == 2
    assert shown.count("<a ") == 2


COLUMNS = {
    "staff": "badge name phone condition check_in check_out status",
    "equipment": "code serial name amount condition remark",
    "vehicles": "plate model owner kind movement time carries loaded trailer seal sealed document"
    " review",
    "persons": "document name type movement time reason place accompanied badge_lent belongings"
    " company tax_id waybill institution received_by access_checked",
    "items": "description amount make model colour serial movement document",
    "rounds": "number start end remark reason",
}
ANSWERED = {
    ("staff", "condition"): "good average bad",
    ("equipment", "condition"): "good average bad out",
    ("vehicles", "kind"): "employee visitor supplier cargo institution",
    ("vehicles", "movement"): "in out",
    ("persons", "movement"): "in out",
}


def test_what_guard_posts_write_down_has_a_field_and_a_column_with_a_stable_name() -> None:
    scalars = "heading text date time number choice choices yes_no phone severity point"
    proofs = "files signature position code"
    assert set(KINDS) == {*scalars.split(), *proofs.split(), *COLUMNS, "person", "vehicle"}
    assert {name: " ".join(column.name for column in rows(name)) for name in COLUMNS} == COLUMNS
    for one, several in (("person", "persons"), ("vehicle", "vehicles")):
        assert rows(one) == rows(several)
    for (name, wanted), answers in ANSWERED.items():
        (column,) = (one for one in rows(name) if one.name == wanted)
        assert " ".join(column.kind.answers(column.settings) or ()) == answers


def rows(name: str) -> Sequence[Column]:
    kind = KINDS[name]
    assert isinstance(kind, Rows)
    return kind.columns
