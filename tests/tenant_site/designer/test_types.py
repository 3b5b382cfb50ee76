import json
from typing import Any

import pytest
from django.test import Client as Browser

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.activity.models import Activity
from tenant_site.books.models import Book, EntryType
from tenant_site.designer.drafts import design_of
from tenant_site.designer.pack_planning import Fate, plan_of
from tenant_site.designer.packs import write_pack
from tenant_site.designer.pictures import ICONS
from tenant_site.designer.retyping import change_type, look_of
from tenant_site.designer.type_forms import next_code
from tenant_site.members.models import Member
from tests.reading import read_page
from tests.tenant_site.books.writing import write_entry
from tests.tenant_site.designer.conftest import Office

NEW = {
    "code": "fire-drill",
    "name": "Fire drill",
    "help": "Every drill, also one that was called off.",
    "severity": "notice",
    "icon": "flame",
}


def codes(client: Client) -> list[str]:
    with tenant_context(client):
        return list(EntryType.objects.offered().values_list("code", flat=True))


def acts(client: Client) -> list[str]:
    with tenant_context(client):
        return list(Activity.objects.order_by("pk").values_list("act", flat=True))


def test_the_list_says_of_each_type_how_it_stands(
    office: Office, acme: Client, acme_book: Book, owner: Member
) -> None:
    with tenant_context(acme):
        write_entry(acme_book, owner)
        write_entry(acme_book, owner)
    office.add("text", "Plate")
    rows = {row.entry_type.code: row for row in office.get("/types/").context["types"].offered}
    assert (rows["003"].entries_count, rows["004"].entries_count) == (2, 0)
    assert [code for code, row in rows.items() if row.is_draft] == ["006"]


def test_the_list_costs_as_much_however_long_it_is(
    office: Office, acme: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(30) as few:
        office.get("/types/")
        count = len(few)
    with tenant_context(acme):
        for number in range(9):
            EntryType.objects.create(code=f"n{number}", name=f"N {number}")
    with django_assert_max_num_queries(count):
        office.get("/types/")


def test_a_new_type_is_offered_last_and_leads_to_its_form(office: Office, acme: Client) -> None:
    assert office.post("/new-type/", **NEW)["Location"] == "/types/fire-drill/"
    assert codes(acme)[-1] == "fire-drill"
    assert acts(acme) == ["type_created"]


def test_the_next_number_is_proposed(office: Office, inside_acme: Client) -> None:
    assert next_code() == "0013"
    page = read_page(office.get("/new-type/").content)
    assert page.one("input", name="code").attributes["value"] == "0013"
    chosen = [
        one.attributes["value"]
        for one in page.all("input", name="icon")
        if "checked" in one.attributes
    ]
    assert chosen == ["notebook-pen"]


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"code": "003"}, "code", "unique"),
        ({"code": "Fire Drill"}, "code", "shape"),
        ({"code": "x" * 21}, "code", "max_length"),
        ({"code": ""}, "code", "required"),
        ({"name": " "}, "name", "required"),
        ({"name": "pay\u202eload"}, "name", "unseen"),
        ({"help": "x" * 301}, "help", "max_length"),
        ({"severity": "huge"}, "severity", "invalid_choice"),
        ({"icon": "../../x"}, "icon", "invalid_choice"),
    ],
)
def test_a_type_that_cannot_be_is_refused_and_the_rest_stays(
    office: Office, acme: Client, changes: dict[str, str], field: str, code: str
) -> None:
    answer = office.post("/new-type/", **{**NEW, **changes})
    found = answer.context["form"].errors.as_data()
    assert (answer.status_code, [one.code for one in found[field]]) == (422, [code])
    assert len(codes(acme)) == 12


def test_the_help_of_a_type_is_read_by_who_writes(office: Office, acme_book: Book) -> None:
    assert (
        "Each round along the perimeter"
        in office.get("/books/main-gate/write/003/").content.decode()
    )
    office.post("/new-type/", **{**NEW, "help": "Every drill,\r\nalso one that was called off."})
    assert NEW["help"] in office.get("/books/main-gate/write/fire-drill/").content.decode()
    assert NEW["help"] in office.get("/types/fire-drill/copy/").content.decode()


def test_a_copy_begins_with_the_form_of_the_other(office: Office, acme: Client) -> None:
    office.add("text", "Plate")
    page = read_page(office.get("/types/006/copy/").content)
    assert page.one("input", name="name").attributes["value"] == "Visitor control (copy)"
    office.post("/types/006/copy/", **NEW)
    shown = office.get("/types/fire-drill/").content.decode()
    assert "The form was copied from “Visitor control”." in shown
    assert "/types/fire-drill/fields/plate/" in read_page(shown).internal_links


def test_a_type_is_renamed_and_its_code_stays(office: Office, acme: Client) -> None:
    page = read_page(office.get("/types/003/change/").content)
    seen = page.one("input", name="seen").attributes["value"]
    office.post("/types/003/change/", **{**NEW, "seen": seen})
    with tenant_context(acme):
        changed = EntryType.objects.get(code="003")
    assert {name: getattr(changed, name) for name in NEW} == {**NEW, "code": "003"}
    assert acts(acme) == ["type_changed"]


def test_of_two_owners_who_rename_a_type_the_second_is_told(office: Office, acme: Client) -> None:
    page = read_page(office.get("/types/003/change/").content)
    seen = page.one("input", name="seen").attributes["value"]
    office.post("/types/003/change/", **{**NEW, "seen": seen})
    mine = {**NEW, "name": "Round"}
    answer = office.post("/types/003/change/", **{**mine, "seen": seen})
    assert answer.context["form"].non_field_errors().as_data()[0].code == "changed_meanwhile"
    shown = read_page(answer.content)
    assert shown.one("input", name="name").attributes["value"] == "Round"
    again = shown.one("input", name="seen").attributes["value"]
    assert office.post("/types/003/change/", **{**mine, "seen": again}).status_code == 302


def test_a_retired_type_cannot_be_written_and_comes_back(office: Office, acme: Client) -> None:
    write = "/books/main-gate/write/003/"
    assert office.get(write).status_code == 200
    office.post("/types/003/retire/")
    office.post("/types/003/retire/")
    assert office.get(write).status_code == 404
    retired = office.get("/types/").context["types"].retired
    assert "003" in [row.entry_type.code for row in retired]
    office.post("/types/003/offer/")
    assert office.get(write).status_code == 200
    assert acts(acme) == ["type_retired", "type_offered"]


@pytest.mark.parametrize(
    ("to", "place"), [("0", 0), ("1", 1), ("11", 11), ("99", 11), ("", 0), ("x", 0)]
)
def test_types_are_put_in_order(office: Office, acme: Client, to: str, place: int) -> None:
    assert office.post("/types/003/move/", to=to)["Location"] == "/types/#type-003"
    assert codes(acme).index("003") == place
    assert len(set(codes(acme))) == 12


def test_the_other_workspaces_types_stay_as_they_are(
    office: Office, globex: Client, stranger: Member, browse: Any
) -> None:
    office.post("/new-type/", **NEW)
    theirs: Browser = browse(globex, stranger)
    assert theirs.get("/types/fire-drill/").status_code == 404
    assert "fire-drill" not in codes(globex)


def test_a_workspace_that_is_only_read_takes_no_new_type(office: Office, acme: Client) -> None:
    Client.objects.filter(pk=acme.pk).update(status="read_only")
    for path in ("/new-type/", "/types/003/copy/", "/types/003/change/"):
        answer = office.post(path, **NEW)
        assert answer.context["form"].non_field_errors().as_data()[0].code == "read_only"
    assert office.post("/types/003/retire/").status_code == 403
    assert "/new-type/" not in read_page(office.get("/types/").content).internal_links


def test_every_picture_exists(office: Office) -> None:
    assert office.get("/new-type/").content.decode().count('name="icon"') == len(ICONS)


def test_a_pack_that_says_nothing_of_the_help_leaves_it_as_it_is(
    inside_acme: Client, owner: Member
) -> None:
    kind = EntryType.objects.get(code="003")
    pack = json.loads(write_pack([(kind, design_of(kind).definition)]))
    del pack["types"][0]["help"]
    (planned,) = plan_of(json.dumps(pack)).types
    assert planned.fate == Fate.SAME
    face = planned.packed.face
    changed = change_type(entry_type=kind, seen=look_of(kind), face=face, by=owner)
    assert changed.help == kind.help != ""
