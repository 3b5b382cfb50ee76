from typing import Any

import pytest
from django.test import Client as Browser

from public_site.models import Client
from tenancy import hosts
from tenancy.context import tenant_context
from tenant_site.books.models import Entry, EntryType
from tenant_site.designer import kind_words
from tenant_site.designer.drafts import design_of
from tenant_site.designer.field_forms import FieldForm
from tenant_site.designer.keys import field_key
from tenant_site.entry_forms.kinds import KINDS
from tenant_site.members.models import Member
from tests.reading import read_page
from tests.tenant_site.designer.conftest import Office

GATE = {"more": "North\nSouth\n\n  South   dock "}


def errors(answer: Any) -> dict[str, list[str]]:
    return {
        name: [one.code for one in found.as_data()]
        for name, found in answer.context["form"].errors.items()
    }


def test_a_form_without_fields_teaches_how_to_begin(office: Office) -> None:
    page = read_page(office.get("/types/006/").content)
    assert "The form asks nothing yet" in page.one("main").text
    assert "/types/006/add/" in page.internal_links


def test_every_kind_is_offered_with_a_sentence_and_can_be_configured(office: Office) -> None:
    offered = {
        card.kind.name: card.sentence for _title, cards in kind_words.cards() for card in cards
    }
    assert offered.keys() == KINDS.keys()
    assert all(offered.values())
    links = read_page(office.get("/types/006/add/").content).internal_links
    assert links >= {f"/types/006/add/{name}/" for name in KINDS}
    for name in KINDS:
        more = {"more": "One\nTwo"} if "options" in KINDS[name].settings else {}
        columns = {
            field: "shown" for field in FieldForm(kind=KINDS[name]).fields if field[:4] == "col_"
        }
        assert office.get(f"/types/006/add/{name}/").status_code == 200
        answer = office.add(name, f"A {name}", **more, **columns)
        assert answer.status_code == 302, name
        key = field_key(f"A {name}", taken=())
        assert answer["Location"] == f"/types/006/#field-{key}"
        assert office.get(f"/types/006/fields/{key}/").status_code == 200
    assert len(office.form.fields) == len(KINDS)
    assert office.get("/types/006/").status_code == 200
    assert office.get("/types/006/preview/").status_code == 200


def test_a_form_is_tried_out_and_nothing_is_kept(office: Office, acme: Client) -> None:
    office.add("choice", "Gate", **GATE)
    office.add("text", "Why", required="on", show_if="gate=south")
    office.add("files", "Photo", required="on", set_most="3")
    missing = office.post("/types/006/preview/", **{"f-gate": "south"})
    wrong = [one.path for one in missing.context["trial"].answers.problems]
    assert (missing.status_code, wrong) == (422, ["why"])
    office.add("vehicles", "Cars", **{f"col_{name}": "hidden" for name in _free("vehicles")})
    more = office.post("/types/006/preview/", **{"f-cars-0-plate": "ABC", "add-row": "cars"})
    assert len(read_page(more.content).all("input", name="f-cars-1-plate")) == 1
    office.act("fields/photo/remove/")
    given = {"f-gate": "south", "f-why": "Rain", "f-cars-0-plate": "ABC", "f-cars-0-movement": "in"}
    said = office.post("/types/006/preview/", **given).content.decode()
    assert "So the entry would read" in said
    with tenant_context(acme):
        assert not Entry.objects.exists()


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


def _free(kind: str) -> list[str]:
    names = FieldForm(kind=KINDS[kind]).fields
    return [name.removeprefix("col_") for name in names if name.startswith("col_")]


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


def test_answers_of_two_fields_cannot_show_one(office: Office) -> None:
    office.add("choice", "Gate", **GATE)
    office.add("yes_no", "Open")
    answer = office.add("text", "Why", show_if=["gate=north", "open=yes"])
    assert errors(answer) == {"show_if": ["several"]}


def test_an_answer_that_shows_a_field_stays_until_that_is_changed(office: Office) -> None:
    office.add("choice", "Gate", **GATE)
    office.add("text", "Why", show_if="gate=south")
    answer = office.act("fields/gate/", label="Gate", width="full", answer_south="")
    assert errors(answer) == {"__all__": ["no_answer"]}
    assert "Another field is shown by an answer that you removed" in answer.content.decode()


def test_fields_are_moved_removed_and_brought_back(office: Office) -> None:
    for label in ("A", "B", "C"):
        office.add("text", label)
    assert office.act("fields/c/move/", to="0")["Location"] == "/types/006/#field-c"
    assert office.keys == ["c", "a", "b"]
    office.act("fields/a/remove/")
    assert office.keys == ["c", "b"]
    shown = office.get("/types/006/").content.decode()
    assert "“A” was removed." in shown
    office.act("undo/")
    assert office.keys == ["c", "a", "b"]
    office.act("discard/")
    assert office.keys == []


@pytest.mark.parametrize("to", ["", "up", "-1", "9" * 40, "١"])
def test_a_strange_place_is_an_end(office: Office, to: str) -> None:
    for label in ("A", "B"):
        office.add("text", label)
    assert office.act("fields/b/move/", to=to).status_code == 302
    assert sorted(office.keys) == ["a", "b"]


def test_what_cannot_be_done_is_told_on_the_form(office: Office) -> None:
    office.add("choice", "Gate", **GATE)
    office.add("text", "Why", show_if="gate=south")
    answer = office.browser.post(
        "/types/006/fields/why/move/", {"revision": office.revision, "to": "0"}, follow=True
    )
    assert "so it stays below it" in answer.content.decode()
    assert office.keys == ["gate", "why"]


@pytest.mark.parametrize("path", ["fields/a/move/", "fields/a/remove/", "undo/", "discard/"])
def test_an_act_on_an_older_form_changes_nothing_and_says_whose_came_first(
    office: Office, path: str
) -> None:
    office.add("text", "A")
    office.add("text", "B")
    for revision in ("1", "", "x"):
        sent = {"revision": revision, "to": "1"}
        answer = office.browser.post(f"/types/006/{path}", sent, follow=True)
        assert "Olga of acme changed this form" in answer.content.decode()
    assert office.keys == ["a", "b"]


def test_a_field_that_two_owners_configure_is_not_overwritten(office: Office) -> None:
    office.add("text", "A")
    seen = office.revision
    office.act("fields/a/", label="First", width="full")
    mine = {"label": "Second", "width": "full"}
    answer = office.browser.post("/types/006/fields/a/", {**mine, "revision": seen})
    assert (answer.status_code, errors(answer)) == (409, {"__all__": ["changed_meanwhile"]})
    page = read_page(answer.content)
    assert page.one("input", name="label").attributes["value"] == "Second"
    assert office.form["a"].label == "First"
    again = page.one("input", name="revision").attributes["value"]
    office.browser.post("/types/006/fields/a/", {**mine, "revision": again})
    assert office.form["a"].label == "Second"


def test_an_answer_that_somebody_else_added_meanwhile_is_not_lost(office: Office) -> None:
    office.add("choice", "Gate", **GATE)
    mine = {"label": "Door", "width": "full", "answer_north": "N", "answer_south": "S"}
    mine |= {"answer_south-dock": "D", "revision": str(office.revision)}
    office.act("fields/gate/", label="Gate", width="full", more="West")
    page = read_page(office.browser.post("/types/006/fields/gate/", mine).content)
    assert page.one("input", name="answer_west").attributes["value"] == "West"
    office.browser.post("/types/006/fields/gate/", {**mine, "revision": office.revision})
    labels = [one["label"] for one in office.form["gate"].settings["options"]]
    assert labels == ["N", "S", "D", "West"]


def test_a_field_that_is_gone_leads_back_to_the_form(office: Office) -> None:
    answer = office.browser.get("/types/006/fields/nothing/", follow=True)
    assert "no longer in the form" in answer.content.decode()
    assert office.act("fields/nothing/remove/").status_code == 302


@pytest.mark.parametrize("path", ["/types/999/", "/types/006/add/nothing/", "/types/999/add/text/"])
def test_what_there_is_not_is_not_found(office: Office, path: str) -> None:
    assert office.get(path).status_code == 404


def test_the_other_workspace_has_forms_of_its_own(
    office: Office, globex: Client, stranger: Member, browse: Any
) -> None:
    office.add("text", "Reactor")
    theirs: Browser = browse(globex, stranger)
    assert b"Reactor" not in theirs.get("/types/006/").content
    assert theirs.post("/types/006/fields/reactor/remove/", {"revision": 1}).status_code == 302
    with tenant_context(globex):
        assert design_of(EntryType.objects.get(code="006")).definition.fields == ()
    assert office.keys == ["reactor"]


def test_a_workspace_that_is_only_read_shows_its_forms_and_keeps_what_was_typed(
    office: Office, acme: Client
) -> None:
    office.add("text", "Plate")
    Client.objects.filter(pk=acme.pk).update(status="read_only")
    hosts.forget_all()
    page = read_page(office.get("/types/006/").content)
    assert "/types/006/fields/plate/remove/" not in page.internal_links
    answer = office.add("text", "Colour")
    assert errors(answer) == {"__all__": ["read_only"]}
    assert read_page(answer.content).one("input", name="label").attributes["value"] == "Colour"
    assert office.act("fields/plate/remove/").status_code == 403
    assert office.keys == ["plate"]


def test_the_page_of_a_form_costs_as_much_however_long_it_is(
    office: Office, django_assert_max_num_queries: Any
) -> None:
    office.add("text", "A")
    with django_assert_max_num_queries(30) as one:
        office.get("/types/006/")
        count = len(one)
    for number in range(9):
        office.add("choice", f"Gate {number}", **GATE)
    with django_assert_max_num_queries(count):
        office.get("/types/006/")
