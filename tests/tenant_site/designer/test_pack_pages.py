import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import F
from django.test import Client as Browser
from django.utils import timezone

from public_site.models import Client
from tenancy import hosts
from tenancy.context import tenant_context
from tenant_site.activity.models import Activity
from tenant_site.books.models import Entry, EntryType
from tenant_site.designer.models import FormDraft, PackImport
from tenant_site.designer.pack_importing import PlanChanged, apply_pack, forget_left
from tenant_site.designer.pack_planning import plan_of
from tenant_site.entry_forms.models import FormVersion
from tenant_site.members.models import Member
from tests.conftest import People
from tests.reading import read_page
from tests.tenant_site.designer.conftest import Office
from tests.tenant_site.designer.forms import VISIT, field
from tests.tenant_site.designer.test_packs import pack

DRILL = {"code": "drill", "name": "Drill", "icon": "flame", "severity": "alert"}


def packed(*types: dict[str, Any]) -> str:
    listed = [{**DRILL, "form": VISIT.as_data(), **one} for one in types]
    return json.dumps({"format": "newsbook-pack", "version": 1, "types": listed})


def hand_in(office: Office, text: str | bytes) -> Any:
    data = text if isinstance(text, bytes) else text.encode()
    return office.post("/packs/import/", file=SimpleUploadedFile("pack.json", data))


def fates(client: Client, text: str) -> dict[str, str]:
    with tenant_context(client):
        return {one.packed.code: one.fate.value for one in plan_of(text).types}


def confirm(office: Office, path: str, **more: str) -> Any:
    digest = read_page(office.get(path).content).one("input", name="plan").attributes["value"]
    return office.post(path, plan=digest, **more)


def test_what_is_taken_out_comes_in_as_it_was(
    office: Office, acme: Client, globex: Client, stranger: Member, browse: Callable[..., Browser]
) -> None:
    office.add("choice", "Gate", more="North\nSouth")
    office.add("text", "Why", show_if="gate=south")
    answer = office.get("/packs/export.json?type=006&type=003")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="types-')
    text = answer.content.decode()
    assert fates(acme, text) == {"003": "same", "006": "same"}
    there = Office(globex, browse(globex, stranger))
    confirm(there, hand_in(there, text)["Location"])
    assert there.form == office.form


def test_all_types_are_offered_for_export_and_none_is_asked_again(
    office: Office, acme: Client
) -> None:
    page = read_page(office.get("/packs/export/").content)
    with tenant_context(acme):
        assert len(page.all("input", name="type")) == EntryType.objects.count()
    for query in ("", "?type=nowhere", "?type=%00"):
        assert office.get(f"/packs/export.json{query}")["Location"] == "/packs/export/"


def test_the_page_says_what_is_new_changed_and_refused_and_nothing_has_changed(
    office: Office, acme: Client
) -> None:
    text = packed({}, {"code": "003", "help": ""}, {"code": "bad", "icon": "nothing"})
    where = hand_in(office, text)["Location"]
    page = read_page(office.get(where).content)
    said = " ".join(page.one("main").text.split())
    assert fates(acme, text) == {"drill": "new", "003": "changed", "bad": "refused"}
    assert "“Plate” is new (Text)" in said
    assert "The type “Perimeter round” is called “Drill”" in said
    assert "It has no help any more" in said
    assert "types.2.icon" in said
    with tenant_context(acme):
        assert not EntryType.objects.filter(code="drill").exists()


def test_drafts_are_imported_and_can_be_undone(office: Office, acme: Client) -> None:
    office.add("text", "Colour")
    where = hand_in(office, packed({}, {"code": "006"}, {"code": "!"}))["Location"]
    assert confirm(office, where)["Location"] == where
    assert "Imported" in office.get(where).content.decode()
    assert office.keys == ["plate", "gate", "why"]
    with tenant_context(acme):
        kept = PackImport.objects.get()
        assert (kept.counts, kept.text) == ({"new": 1, "changed": 1, "refused": 1}, "")
        assert EntryType.objects.get(code="006").name == "Drill"
        assert not FormVersion.objects.filter(entry_type__code="drill").exists()
        acts = list(Activity.objects.order_by("pk").values_list("act", flat=True))
    assert acts == ["type_created", "type_changed", "pack_imported"]
    office.act("undo/")
    assert office.keys[-1] == "colour"


def test_a_pack_can_be_published_as_a_whole(office: Office, acme: Client) -> None:
    where = hand_in(office, packed({}, {"code": "003"}))["Location"]
    confirm(office, where, publish="yes")
    with tenant_context(acme):
        for code in ("drill", "003"):
            version = FormVersion.objects.current(EntryType.objects.get(code=code))
            assert version is not None
            assert version.form == VISIT
        assert Entry.objects.filter(kind="publication").count() == 2


def test_an_import_is_done_once_and_as_it_was_shown(
    office: Office, inside_acme: Client, owner: Member
) -> None:
    kept = PackImport.objects.create(uploaded_by=owner, text=packed({}, {"code": "006"}))
    digest = plan_of(kept.text).digest
    office.add("text", "Colour")
    with pytest.raises(PlanChanged):
        apply_pack(import_id=kept.pk, digest=digest, by=owner, publishes=False)
    digest = plan_of(kept.text).digest
    apply_pack(import_id=kept.pk, digest=digest, by=owner, publishes=False)
    with pytest.raises(PlanChanged):
        apply_pack(import_id=kept.pk, digest=digest, by=owner, publishes=False)
    assert EntryType.objects.filter(code="drill").count() == 1


def test_a_plan_that_changed_is_shown_again(office: Office, acme: Client) -> None:
    where = hand_in(office, packed({}))["Location"]
    answer = office.browser.post(where, {"plan": "old"}, follow=True)
    assert "Look once more, then import." in answer.content.decode()
    with tenant_context(acme):
        assert not EntryType.objects.filter(code="drill").exists()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\xff\xfe{", "encoding"),
        (b"{", "json"),
        (b"[]", "format"),
        (b"[" * 100_000, "too_deep"),
        (b" " * (1024 * 1024 + 1), "too_large"),
    ],
    ids=["empty", "encoding", "json", "format", "deep", "large"],
)
def test_what_is_no_pack_is_said_on_the_form(office: Office, data: bytes, code: str) -> None:
    answer = hand_in(office, data)
    assert answer.status_code == 422
    assert [one.code for one in answer.context["form"].errors.as_data()["file"]] == [code]


def test_hostile_words_are_shown_as_words(office: Office) -> None:
    bad = {"code": "<b>", "name": "<script>alert(1)</script>", "<i>": 1, "icon": "x" * 90_000}
    bad |= {f"k{number}": number for number in range(400)}
    page = office.get(hand_in(office, packed(bad))["Location"]).content.decode()
    assert "<script>alert" not in page
    assert "And 3" in page
    assert len(page) < 100_000


def test_looking_costs_as_much_however_many_types(
    office: Office, acme: Client, django_assert_max_num_queries: Any
) -> None:
    one = hand_in(office, packed({"code": "003"}))["Location"]
    many = hand_in(office, packed(*({"code": f"00{number}"} for number in range(1, 9))))["Location"]
    with django_assert_max_num_queries(30) as few:
        office.get(one)
        count = len(few)
    with django_assert_max_num_queries(count):
        assert len(office.get(many).context["plan"].types) == 8


def test_a_pack_of_another_owner_or_workspace_is_not_found(
    office: Office, acme: Client, globex: Client, stranger: Member, browse: Callable[..., Browser]
) -> None:
    where = hand_in(office, pack())["Location"]
    assert browse(globex, stranger).get(where).status_code == 404
    other = People(acme).member("supervisor", books=False)
    with tenant_context(acme):
        Member.objects.filter(pk=other.pk).update(role="owner")
    assert browse(acme, other).get(where).status_code == 404


def test_a_workspace_that_is_only_read_imports_nothing(office: Office, acme: Client) -> None:
    where = hand_in(office, packed({}))["Location"]
    Client.objects.filter(pk=acme.pk).update(status="read_only")
    hosts.forget_all()
    answer = hand_in(office, packed({"form": {"fields": [field("a")]}}))
    assert answer.context["form"].non_field_errors().as_data()[0].code == "read_only"
    assert "can only be read now" in office.get(where).content.decode()
    assert office.post(where, plan="x").status_code == 403


def test_a_form_beyond_what_a_page_can_ask_is_refused_before_it_is_imported(
    office: Office, acme: Client
) -> None:
    options = [{"key": f"a{number}", "label": "ñ" * 90 + str(number)} for number in range(100)]
    fields = [
        {"key": f"f{one}", "kind": "choice", "label": "Gate", "settings": {"options": options}}
        for one in range(5)
    ]
    text = packed({"form": {"fields": fields}}, {"code": "small"})
    assert fates(acme, text) == {"drill": "refused", "small": "new"}
    where = hand_in(office, text)["Location"]
    assert b"too large" in office.get(where).content
    assert confirm(office, where)["Location"] == where


def takes_the_code() -> None:
    EntryType.objects.create(code="drill", name="Theirs", position=99)


def changes_the_draft() -> None:
    FormDraft.objects.update(revision=F("revision") + 1)


@pytest.mark.parametrize(
    ("before", "act"),
    [
        ('INSERT INTO "books_entrytype"', takes_the_code),
        ('INSERT INTO "designer_formdraft"', changes_the_draft),
    ],
    ids=["code", "draft"],
)
def test_who_is_overtaken_in_the_middle_of_an_import_looks_once_more(
    office: Office, acme: Client, before: str, act: Callable[[], None]
) -> None:
    office.add("text", "Why")
    where = hand_in(office, packed({}, {"code": "006"}))["Location"]
    acts = [act]

    def overtaken(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith(before) and acts:
            acts.pop()()
        return execute(sql, *rest)

    with connection.execute_wrapper(overtaken):
        answer = confirm(office, where)
    assert answer["Location"] == where
    assert b"Look once more" in office.get(where).content
    with tenant_context(acme):
        assert PackImport.objects.get().applied_at is None


def test_a_pack_that_was_left_is_forgotten_a_day_later(office: Office, acme: Client) -> None:
    path = hand_in(office, packed({}))["Location"]
    hand_in(office, packed({"code": "other"}))
    confirm(office, path)
    with tenant_context(acme):
        PackImport.objects.update(created_at=timezone.now() - timedelta(hours=25))
        assert forget_left() == "1 pack of types forgotten"
        assert forget_left() == ""
        assert [one.applied_at is not None for one in PackImport.objects.all()] == [True]
