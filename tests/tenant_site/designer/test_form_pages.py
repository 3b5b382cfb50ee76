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


def _free(kind: str) -> list[str]:
    names = FieldForm(kind=KINDS[kind]).fields
    return [name.removeprefix("col_") for name in names if name.startswith("col_")]


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
