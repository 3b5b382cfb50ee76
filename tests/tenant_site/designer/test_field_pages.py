import pytest

from tests.reading import read_page
from tests.tenant_site.designer.conftest import Office
from tests.tenant_site.designer.test_form_pages import GATE, _free, errors


def test_places_may_be_listed_or_left_to_the_writer(office: Office) -> None:
    office.add("point", "Anywhere")
    office.add("point", "One of these", more="Gate\nYard")
    assert "options" not in office.form["anywhere"].settings
    assert len(office.form["one_of_these"].settings["options"]) == 2


def test_a_field_is_what_was_said_of_it(office: Office) -> None:
    office.add("choice", "Gate", **GATE)
    office.add(
        "text", "Why so late?", required="on", width="half", help="In your words",
        set_lines="on", set_most="500", show_if=["gate=south", "gate=south-dock"],
    )  # fmt: skip
    assert office.form["why_so_late"].as_data() == {
        "key": "why_so_late",
        "kind": "text",
        "label": "Why so late?",
        "help": "In your words",
        "required": True,
        "width": "half",
        "show_if": {"field": "gate", "is": ["south", "south-dock"]},
        "settings": {"lines": True, "most": 500},
    }


def test_what_is_configured_is_shown_again_on_its_page(office: Office) -> None:
    office.add("choice", "Gate", **GATE)
    office.add("number", "Weight", set_unit="kg", set_most="10.5", show_if="gate=north")
    page = read_page(office.get("/types/006/fields/weight/").content)
    assert page.one("input", name="set_unit").attributes["value"] == "kg"
    assert page.one("input", name="set_most").attributes["value"] == "10.5"
    marked = [
        one.attributes["value"]
        for one in page.all("input", name="show_if")
        if "checked" in one.attributes
    ]
    assert marked == ["gate=north"]


def test_a_label_changes_and_the_key_stays(office: Office) -> None:
    office.add("text", "Plate")
    office.act("fields/plate/", label="Number plate", width="full")
    assert office.form["plate"].label == "Number plate"
    office.add("text", "Plate")
    assert office.keys == ["plate", "plate_2"]


def test_answers_are_renamed_removed_added_and_put_in_order(office: Office) -> None:
    office.add("choice", "Gate", **GATE)
    answer = office.act(
        "fields/gate/", label="Gate", width="full", answer_north="Norte", answer_south="",
        more="West", **{"answer_south-dock": "South dock", "move_answer": "west:up"},
    )  # fmt: skip
    assert answer["Location"] == "/types/006/fields/gate/"
    assert [(one["key"], one["label"]) for one in office.form["gate"].settings["options"]] == [
        ("north", "Norte"),
        ("west", "West"),
        ("south-dock", "South dock"),
    ]


@pytest.mark.parametrize("wish", ["", ":", "nowhere:up", "north", "north:sideways", "north:up"])
def test_a_strange_wish_about_answers_loses_none(office: Office, wish: str) -> None:
    office.add("choice", "Gate", **GATE)
    office.act("fields/gate/", label="Gate", width="full", move_answer=wish)
    assert len(office.form["gate"].settings["options"]) == 3


def test_columns_are_shown_and_required_as_decided(office: Office) -> None:
    office.add("persons", "Visitors", **{f"col_{name}": "hidden" for name in _free("persons")})
    columns = {f"col_{name}": "hidden" for name in _free("persons")} | {"col_document": "required"}
    office.act("fields/visitors/", label="Visitors", width="full", **columns)
    settings = office.form["visitors"].settings
    assert settings["columns"] == {
        "document": "required",
        "name": "required",
        "movement": "required",
    }


@pytest.mark.parametrize(
    ("kind", "sent", "wrong"),
    [
        ("text", {"label": " "}, {"label": ["required"]}),
        ("text", {"label": "x" * 121}, {"label": ["max_length"]}),
        ("text", {"label": "a\x00b"}, {"label": ["null_characters_not_allowed"]}),
        ("text", {"width": "wide"}, {"width": ["invalid_choice"]}),
        ("text", {"set_most": "0"}, {"set_most": ["min_value"]}),
        ("text", {"show_if": "nowhere=1"}, {"show_if": ["invalid_choice"]}),
        ("choice", {"more": "One"}, {"more": ["count"]}),
        ("choice", {"more": "One\nOne"}, {"more": ["twice"]}),
        ("choice", {"more": "x" * 121 + "\ny"}, {"more": ["length"]}),
        ("number", {"set_least": "much"}, {"set_least": ["type"]}),
        ("number", {"set_least": "2", "set_most": "1"}, {"set_most": ["order"]}),
        ("persons", {"col_document": "eaten"}, {"col_document": ["invalid_choice"]}),
    ],
)
def test_what_is_wrong_is_said_at_its_place_and_the_rest_stays(
    office: Office, kind: str, sent: dict[str, str], wrong: dict[str, list[str]]
) -> None:
    office.add("choice", "Gate", **GATE)
    columns = {f"col_{name}": "shown" for name in _free(kind)} if kind == "persons" else {}
    answer = office.add(kind, **{"label": "Rest", "help": "Stays", **columns, **sent})
    assert answer.status_code == 422
    assert errors(answer) == wrong
    assert "Stays" in answer.content.decode()
    assert office.keys == ["gate"]
