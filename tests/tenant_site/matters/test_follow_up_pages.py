import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.utils import timezone

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book, Entry
from tenant_site.books.opening import open_book
from tenant_site.matters.models import FollowUp, FollowUpStep
from tenant_site.members.models import Member
from tests.reading import read_page
from tests.tenant_site.books.test_entry_write import hidden_uuid
from tests.tenant_site.books.writing import write_entry
from tests.tenant_site.corrections.correcting import correct_entry
from tests.tenant_site.matters.conftest import ENTRY
from tests.tenant_site.matters.test_follow_ups import opened

NEW = f"{ENTRY}follow-up/"


@pytest.fixture
def follow_up(acme: Client, entry: Entry, guard: Member) -> FollowUp:
    with tenant_context(acme):
        return opened(entry, guard)


def listed(browser: Browser, query: str = "") -> list[str]:
    answer: Any = browser.get(f"/follow-ups/?{query}")
    page = answer.context["follow_ups"]
    return [one.about for one in page] if page.paginator.count else []


def test_a_guard_opens_a_follow_up_and_finds_it_at_the_entry(
    acme: Client, entry: Entry, supervisor: Member, gate: Browser
) -> None:
    assert gate.get(NEW).status_code == 200
    tomorrow = timezone.localdate() + timedelta(days=1)
    sent = {"about": "Repair it", "assigned_to": str(supervisor.pk), "due_on": tomorrow}
    assert gate.post(NEW, sent)["Location"] == ENTRY
    for address in (ENTRY, "/books/main-gate/"):
        shown = gate.get(address).content.decode()
        assert "Repair it" in shown
        assert "Supervisor" in shown


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"about": " "}, "about"),
        ({"about": "x" * 201}, "about"),
        ({"due_on": "2001-01-01"}, "due_on"),
        ({"due_on": "soon"}, "due_on"),
        ({"assigned_to": "nobody"}, "assigned_to"),
    ],
)
def test_a_refused_form_says_why_and_opens_nothing(
    acme: Client, entry: Entry, gate: Browser, wrong: dict[str, str], field: str
) -> None:
    answer = gate.post(NEW, {"about": "Repair it", **wrong})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    with tenant_context(acme):
        assert not FollowUp.objects.exists()


@pytest.mark.parametrize("changes", [{"about": "Paint it"}, {"due_on": "2099-01-01"}])
def test_other_words_after_a_lost_answer_are_told_and_open_a_further_one(
    acme: Client, entry: Entry, gate: Browser, changes: dict[str, str]
) -> None:
    sent = {"about": "Repair it", "due_on": "", "client_uuid": str(uuid4())}
    for _ in range(2):
        assert gate.post(NEW, sent)["Location"] == ENTRY
    answer = gate.post(NEW, sent | changes)
    page = read_page(answer.content)
    assert answer.status_code == 422
    assert "This follow-up is already open" in page.one("main").text
    again = sent | changes | {"client_uuid": hidden_uuid(page)}
    assert gate.post(NEW, again)["Location"] == ENTRY
    with tenant_context(acme):
        assert FollowUp.objects.count() == 2


def test_only_who_writes_in_the_book_can_be_given_it(
    acme: Client, entry: Entry, guard: Member, supervisor: Member, auditor: Member, gate: Browser
) -> None:
    with tenant_context(acme):
        vault = open_book(client=acme, name="Vault")
        other = Member.objects.create(
            user_id=_another_user(), role="guard", display_name="Of the vault"
        )
        other.books.set([vault])
    offered = gate.get(NEW).context["form"].fields["assigned_to"].queryset
    with tenant_context(acme):
        assert set(offered) == {guard, supervisor, Member.objects.get(role="owner")}


def _another_user() -> Any:
    from accounts.models import User

    return User.objects.create_user("vault@acme.example", "x" * 12, name="v").pk


def test_it_is_handed_on_finished_and_opened_again(
    acme: Client, follow_up: FollowUp, guard: Member, gate: Browser, desk: Browser
) -> None:
    page = f"/follow-ups/{follow_up.pk}/"
    assert desk.post(f"{page}change/", {"assigned_to": str(guard.pk)})["Location"] == page
    assert listed(gate, "whose=mine") == ["Repair the lock"]
    assert gate.post(f"{page}done/", {"words": "New lock."})["Location"] == page
    assert listed(gate) == []
    assert listed(gate, "state=done") == ["Repair the lock"]
    assert b"New lock." in gate.get(page).content
    assert desk.post(f"{page}reopen/", {"words": "It sticks."})["Location"] == page
    assert listed(desk) == ["Repair the lock"]


def test_done_wants_a_word_and_the_page_stays(follow_up: FollowUp, gate: Browser) -> None:
    answer = gate.post(f"/follow-ups/{follow_up.pk}/done/", {"words": ""})
    assert answer.status_code == 422
    assert b'href="#id_words"' in answer.content


def test_who_was_second_reads_so(follow_up: FollowUp, gate: Browser, desk: Browser) -> None:
    page = f"/follow-ups/{follow_up.pk}/"
    gate.post(f"{page}done/", {"words": "New lock."})
    answer = desk.post(f"{page}done/", {"words": "Me too."})
    assert answer.status_code == 422
    assert b"It was done meanwhile" in answer.content


def test_the_list_is_filtered_by_book_person_and_state(
    acme: Client, follow_up: FollowUp, guard: Member, owner: Member, desk: Browser
) -> None:
    yesterday = timezone.localdate(timezone=acme.zone) - timedelta(days=1)
    with tenant_context(acme):
        vault = open_book(client=acme, name="Vault")
        opened(write_entry(vault, owner), owner, about="Late", due_on=yesterday, assigned_to=owner)
    assert listed(desk) == ["Late", "Repair the lock"]
    assert listed(desk, "book=vault") == ["Late"]
    assert listed(desk, "whose=nobody") == ["Repair the lock"]
    assert listed(desk, "whose=mine") == []
    assert listed(desk, "state=overdue") == ["Late"]
    assert listed(desk, "state=overdue&book=main-gate") == []
    assert listed(desk, "book=there-is-none&whose=x&state=y&page=zzz") == [
        "Late",
        "Repair the lock",
    ]


def test_a_guard_sees_follow_ups_of_own_books_only(
    acme: Client, follow_up: FollowUp, owner: Member, gate: Browser
) -> None:
    with tenant_context(acme):
        hidden = opened(write_entry(open_book(client=acme, name="Vault"), owner), owner)
    assert listed(gate) == ["Repair the lock"]
    for act, sent in (("", None), ("change/", {}), ("done/", {"words": "x"}), ("reopen/", {})):
        address = f"/follow-ups/{hidden.pk}/{act}"
        answer = gate.get(address) if sent is None else gate.post(address, sent)
        assert answer.status_code == 404
    assert gate.get(f"/follow-ups/{'9' * 30}/").status_code == 404


def test_auditors_read_and_change_nothing(
    acme: Client, follow_up: FollowUp, audit: Browser
) -> None:
    page = f"/follow-ups/{follow_up.pk}/"
    shown = audit.get(page).content
    assert b"Repair the lock" in shown
    assert b"<textarea" not in shown
    for act in ("change/", "done/", "reopen/"):
        assert audit.post(f"{page}{act}", {"words": "x"}).status_code == 403
    assert audit.post(NEW, {"about": "x"}).status_code == 403
    with tenant_context(acme):
        assert FollowUpStep.objects.count() == 1


def test_a_workspace_that_is_only_read_keeps_what_was_typed(
    acme: Client, follow_up: FollowUp, gate: Browser
) -> None:
    Client.objects.filter(pk=acme.pk).update(status="archived")
    for address in (NEW, f"/follow-ups/{follow_up.pk}/done/"):
        answer = gate.post(address, {"about": "Paint it", "words": "Painted"})
        assert answer.status_code == 422
        assert b"Paint" in answer.content
    with tenant_context(acme):
        assert FollowUpStep.objects.count() == 1


def test_the_list_costs_the_same_however_long_it_is(
    acme: Client, acme_book: Book, guard: Member, gate: Browser, django_assert_num_queries: Any
) -> None:
    gate.get("/follow-ups/")
    for _ in range(2):
        with tenant_context(acme):
            for _ in range(4):
                opened(write_entry(acme_book, guard), guard, assigned_to=guard)
        with django_assert_num_queries(7):
            gate.get("/follow-ups/")


def test_the_other_workspaces_follow_ups_stay_unseen(
    acme: Client,
    globex: Client,
    globex_book: Book,
    stranger: Member,
    office: Browser,
    browse: Callable[..., Browser],
) -> None:
    with tenant_context(globex):
        foreign = opened(write_entry(globex_book, stranger), stranger, about="Uranium")
    assert listed(office) == []
    assert office.get(f"/follow-ups/{foreign.pk}/").status_code == 404
    assert listed(browse(globex, stranger)) == ["Uranium"]


def sent_from(page: Any, **changed: str) -> dict[str, str]:
    names = ("seen_assigned_to", "seen_due_on", "assigned_to", "due_on", "words")
    shown = {name: page.context["change"][name].value() or "" for name in names}
    return {name: str(value) for name, value in (shown | changed).items()}


def test_a_remark_leaves_what_others_assigned_since_and_a_change_of_it_is_refused(
    acme: Client, follow_up: FollowUp, guard: Member, owner: Member, gate: Browser, desk: Browser
) -> None:
    page, due = f"/follow-ups/{follow_up.pk}/", timezone.localdate() + timedelta(days=1)
    old = gate.get(page)
    desk.post(f"{page}change/", sent_from(old, assigned_to=str(guard.pk), due_on=str(due)))
    assert gate.post(f"{page}change/", sent_from(old, words="Called.")).status_code == 302
    with tenant_context(acme):
        follow_up.refresh_from_db()
    assert (follow_up.assigned_to_id, follow_up.due_on) == (guard.pk, due)
    answer = gate.post(f"{page}change/", sent_from(old, assigned_to=str(owner.pk), words="Mine."))
    assert answer.status_code == 422
    assert b"while this page was open" in answer.content
    assert sent_from(answer) == sent_from(gate.get(page), words="Mine.")
    with tenant_context(acme):
        follow_up.refresh_from_db()
    assert follow_up.assigned_to_id == guard.pk


def test_a_remark_leaves_it_with_whoever_may_no_longer_write(
    acme: Client, follow_up: FollowUp, guard: Member, desk: Browser
) -> None:
    page = f"/follow-ups/{follow_up.pk}/"
    desk.post(f"{page}change/", sent_from(desk.get(page), assigned_to=str(guard.pk)))
    with tenant_context(acme):
        Member.objects.filter(pk=guard.pk).update(is_active=False)
    shown = desk.get(page)
    assert f'value="{guard.pk}" selected' in shown.content.decode()
    assert desk.post(f"{page}change/", sent_from(shown, words="Ask him.")).status_code == 302
    with tenant_context(acme):
        follow_up.refresh_from_db()
    assert follow_up.assigned_to_id == guard.pk


def test_a_follow_up_of_an_annulled_entry_says_so_and_can_still_be_done(
    acme: Client, entry: Entry, guard: Member, follow_up: FollowUp, gate: Browser
) -> None:
    pages = ("/follow-ups/", follow_up.get_absolute_url(), "/books/main-gate/hand-overs/close/")
    annulled = re.compile("entry annulled|entry 1, annulled")
    with tenant_context(acme):
        opened(write_entry(entry.book, guard), guard)
    assert not any(annulled.search(gate.get(page).content.decode()) for page in pages)
    with tenant_context(acme):
        correct_entry(entry, guard)
    assert [len(annulled.findall(gate.get(page).content.decode())) for page in pages] == [1] * 3
    answer = gate.post(f"{follow_up.get_absolute_url()}done/", {"words": "Done all the same."})
    assert answer.status_code == 302
