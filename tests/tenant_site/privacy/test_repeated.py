from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book, Entry
from tenant_site.books.reading import read_entry
from tenant_site.corrections.correcting import correct
from tenant_site.matters.following import open_follow_up
from tenant_site.matters.models import FollowUp
from tenant_site.members.models import Member
from tenant_site.privacy.erasing import run_erasure
from tenant_site.privacy.holding import Held, place_hold
from tenant_site.privacy.models import Erasure
from tenant_site.privacy.repeated import repeats_of
from tenant_site.shifts.handover.account import Account
from tenant_site.shifts.handover.closing import accept, hand_over
from tests.tenant_site.books.writing import codes, write_entry
from tests.tenant_site.privacy.erasing import erase_entry
from tests.tenant_site.privacy.test_erase_entry import everything
from tests.tenant_site.privacy.test_pages import confirmed as confirmed
from tests.tenant_site.privacy.test_pages import sent
from tests.tenant_site.shifts.test_windows import TORCH, change

OWN, OTHER = "Call Bruno (entry 1)", "Mend the lamp (entry 11)"


@pytest.fixture
def entry(acme: Client, acme_book: Book, owner: Member, supervisor: Member) -> Entry:
    """Entry 1 was corrected twice (2, 3), and its follow-up was handed over (4)."""
    with tenant_context(acme):
        entry = write_entry(acme_book, owner, text="Bruno was let in.")
        again(entry, owner)
        again(Entry.objects.get(seq=2), owner)
        open_follow_up(
            entry=entry,
            by=owner,
            about="Call Bruno",
            assigned_to=None,
            due_on=None,
            client_uuid=uuid4(),
        )
        told = Account(items=[TORCH], follow_ups=(OWN, OTHER))
        accept(
            handover=hand_over(change(acme_book, owner, told=told)),
            by=supervisor,
            result="accepted",
        )
        return read_entry(acme_book, 1)


def again(annulled: Entry, by: Member) -> Entry:
    """Correct it with Bruno's name."""
    return correct(
        annulled=annulled,
        by=by,
        reason="It was Bruno Díaz.",
        text="Bruno Díaz was let in.",
        occurred_at=annulled.occurred_at,
        client_uuid=uuid4(),
        carries=True,
    )


def test_what_repeats_an_entry_is_found_with_what_can_go(
    acme: Client, entry: Entry, owner: Member
) -> None:
    with tenant_context(acme), translation.override("en"):
        place_hold(on=Held(entry.book, 3, 3), reason="Case 7.", by=owner)
        told = [(one.entry.seq, one.kind, one.may_go) for one in repeats_of(entry)]
        lines = "Hand-over: the lines about its follow-ups"
        assert told == [(2, "Correction", True), (3, "Correction", False), (4, lines, True)]
        of_a_correction = repeats_of(read_entry(entry.book, 2))
        assert [one.entry.seq for one in of_a_correction] == [1, 3]
        assert of_a_correction[0].kind == "What it corrects"


def test_what_was_chosen_goes_in_the_same_act(acme: Client, entry: Entry, owner: Member) -> None:
    with tenant_context(acme):
        follow_up = f"follow_up:{FollowUp.objects.get().pk}"
        parts = ["content", follow_up, "entry:2", "entry:3", "entry:4"]
        done = erase_entry(entry, owner, *parts)
        assert (done.entry_count, done.is_over) == (4, True)
        redaction = done.redactions.get().entry
        assert redaction.facts["suppresses"] == ["1-4"]
        assert "Bruno" not in everything()
        left = Account.sealed_in(read_entry(entry.book, 4))
        assert (left.all_matters, left.items) == ([OTHER], [TORCH])
        assert OTHER in read_entry(entry.book, 4).content.text
        assert not any(one.still_says for one in repeats_of(entry))
        assert codes(entry.book, acme) == []


def test_a_hold_keeps_what_was_chosen_with_it(acme: Client, entry: Entry, owner: Member) -> None:
    with tenant_context(acme):
        place_hold(on=Held(entry.book, 2, 3), reason="Case 7.", by=owner)
        done = erase_entry(entry, owner, "content", "entry:2", "entry:3")
        assert (done.entry_count, done.held_count) == (1, 2)
        assert read_entry(entry.book, 2).content.is_shown


def test_it_costs_the_same_however_much_repeats_it(
    acme: Client, entry: Entry, owner: Member
) -> None:
    with tenant_context(acme):
        counts = []
        for _ in range(2):
            with CaptureQueriesContext(connection) as asked:
                repeats_of(entry)
            counts.append(len(asked))
            again(Entry.objects.filter(kind="correction").latest("seq"), owner)
        assert counts[0] == counts[1]


def test_the_page_lists_them_and_lets_those_go_that_are_chosen(
    acme: Client, entry: Entry, owner: Member, confirmed: Browser
) -> None:
    with tenant_context(acme):
        erase_entry(read_entry(entry.book, 3), owner, "content", "files")
    page = confirmed.get("/privacy/erase/main-gate/1/").content.decode()
    assert "suppressed already" in page
    for number in (2, 3, 4):
        assert f'href="/books/main-gate/entries/{number}/"' in page
    offered = [f'name="also" value="entry:{number}"' in page for number in (2, 3, 4)]
    assert offered == [True, False, True]
    foreign = confirmed.post("/privacy/erase/main-gate/1/", sent(also=["entry:5"]))
    assert foreign.status_code == 422
    confirmed.post("/privacy/erase/main-gate/1/", sent(also=["entry:2"]))
    with tenant_context(acme):
        erasure = Erasure.objects.latest("begun_at")
        assert run_erasure(erasure.pk).entry_count == 2
        assert read_entry(entry.book, 4).content.is_shown
