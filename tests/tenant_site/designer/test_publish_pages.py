from typing import Any

import pytest
from django.test import Client as Browser

from public_site.models import Client
from tenancy import hosts
from tenancy.context import tenant_context
from tenant_site.activity.models import Activity
from tenant_site.books.models import Book, Entry, EntryType
from tenant_site.books.opening import open_book
from tenant_site.designer.drafts import design_of
from tenant_site.designer.publishing import publish_draft
from tenant_site.designer.refusals import ChangedMeanwhile, NothingToPublish
from tenant_site.entry_forms.models import FormVersion
from tenant_site.members.models import Member
from tests.reading import read_page
from tests.tenant_site.designer.conftest import Office


def publish(office: Office) -> Any:
    return office.act("publish/")


def numbers(client: Client) -> list[int]:
    with tenant_context(client):
        of_visits = FormVersion.objects.filter(entry_type__code="006")
        return list(of_visits.order_by("number").values_list("number", flat=True))


def test_publishing_is_a_version_an_entry_in_each_book_and_a_line_of_the_log(
    office: Office, acme: Client, owner: Member
) -> None:
    with tenant_context(acme):
        open_book(client=acme, name="Vault")
        before = len(numbers(acme))
    office.add("text", "Plate", required="on")
    assert publish(office)["Location"] == "/types/006/versions/"
    assert len(numbers(acme)) == before + 1
    with tenant_context(acme):
        told = Entry.objects.filter(kind="publication")
        assert {entry.book_id for entry in told} == set(Book.objects.values_list("pk", flat=True))
        version = FormVersion.objects.current(EntryType.objects.get(code="006"))
        assert version is not None
        assert version.published_by == owner
        assert Activity.objects.latest("pk").act == "form_published"
        design = design_of(EntryType.objects.get(code="006"))
        assert (design.changes, design.undoes) == ([], None)
        assert design.definition == version.form


def test_what_changes_is_said_before_it_is_published(office: Office) -> None:
    office.add("text", "Plate")
    office.add("text", "Colour")
    publish(office)
    office.act("fields/plate/", label="Plate", width="full", required="on")
    office.act("fields/colour/remove/")
    assert "/types/006/publish/" in read_page(office.get("/types/006/").content).internal_links
    said = read_page(office.get("/types/006/publish/").content).one("main").text
    assert "“Plate” is now required" in said
    assert "“Colour” was removed" in said


@pytest.mark.parametrize("state", ["untouched", "published"])
def test_where_nothing_is_new_nothing_is_published(
    office: Office, state: str, acme: Client
) -> None:
    if state == "published":
        office.add("text", "Plate")
        publish(office)
    before = numbers(acme)
    assert "Nothing to publish" in office.get("/types/006/publish/").content.decode()
    answer = office.browser.post("/types/006/publish/", {"revision": office.revision}, follow=True)
    assert "There is nothing new to publish" in answer.content.decode()
    assert numbers(acme) == before


def test_a_form_that_asks_nothing_is_not_published(office: Office, acme: Client) -> None:
    office.add("text", "Plate")
    publish(office)
    for key in office.keys:
        office.act(f"fields/{key}/remove/")
    before = numbers(acme)
    publish(office)
    assert numbers(acme) == before


def test_what_somebody_changed_meanwhile_is_not_published_unseen(
    office: Office, inside_acme: Client, owner: Member
) -> None:
    office.add("text", "Plate")
    seen = office.revision
    office.add("text", "Colour")
    visits = EntryType.objects.get(code="006")
    with pytest.raises(ChangedMeanwhile):
        publish_draft(entry_type=visits, revision=seen, by=owner)
    publish_draft(entry_type=visits, revision=seen + 1, by=owner)
    with pytest.raises(NothingToPublish):
        publish_draft(entry_type=visits, revision=seen + 2, by=owner)


def test_a_key_is_never_used_for_another_question(office: Office) -> None:
    office.add("text", "Plate")
    publish(office)
    office.act("fields/plate/remove/")
    office.add("number", "Plate")
    assert office.keys[-1] == "plate_2"


def test_a_published_form_is_changed_and_put_back(office: Office) -> None:
    office.add("text", "Plate")
    publish(office)
    office.add("text", "Colour")
    office.act("discard/")
    assert "colour" not in office.keys
    office.act("undo/")
    assert office.keys[-1] == "colour"


def test_the_versions_say_who_when_and_what(office: Office, acme: Client) -> None:
    office.add("text", "Plate")
    publish(office)
    office.act("fields/plate/", label="Number plate", width="full")
    publish(office)
    last = numbers(acme)[-1]
    page = read_page(office.get("/types/006/versions/").content)
    assert f"/types/006/versions/{last}/" in page.internal_links
    said = page.one("main").text
    assert "Olga of acme" in said
    assert "“Plate” is called “Number plate” now" in said
    shown = office.get(f"/types/006/versions/{last - 1}/").content.decode()
    assert "Number plate" not in read_page(shown).one("main").text


@pytest.mark.parametrize("number", [0, 999, 10**30])
def test_a_version_that_is_not_there_is_not_found(office: Office, number: int) -> None:
    assert office.get(f"/types/006/versions/{number}/").status_code == 404


def test_many_versions_are_pages_that_cost_the_same(
    office: Office, acme: Client, owner: Member, django_assert_max_num_queries: Any
) -> None:
    with tenant_context(acme):
        visits = EntryType.objects.get(code="006")
        for number in range(25):
            office.add("text", f"F {number}")
            form, after = design_of(visits).definition, FormVersion.objects.current(visits)
            FormVersion.objects.follow(visits, form, after=after, by=owner)
    with django_assert_max_num_queries(30) as full:
        assert len(office.get("/types/006/versions/").context["pasts"]) == 20
        count = len(full)
    with django_assert_max_num_queries(count):
        pasts = office.get("/types/006/versions/?page=2").context["pasts"]
    assert pasts[-1].version.number == 1


def test_the_other_workspaces_versions_stay_unseen(
    office: Office, globex: Client, stranger: Member, browse: Any, acme: Client
) -> None:
    office.add("text", "Reactor")
    publish(office)
    theirs: Browser = browse(globex, stranger)
    number = numbers(acme)[-1]
    with tenant_context(globex):
        there = FormVersion.objects.filter(number=number).exists()
    assert theirs.get(f"/types/006/versions/{number}/").status_code == (200 if there else 404)
    for path in ("versions/", "publish/", ""):
        assert b"Reactor" not in theirs.get(f"/types/006/{path}").content


def test_a_workspace_that_is_only_read_publishes_nothing(office: Office, acme: Client) -> None:
    office.add("text", "Plate")
    before = numbers(acme)
    Client.objects.filter(pk=acme.pk).update(status="read_only")
    hosts.forget_all()
    assert office.act("publish/").status_code == 403
    assert read_page(office.get("/types/006/publish/").content).all("input", name="revision") == []
    assert numbers(acme) == before
