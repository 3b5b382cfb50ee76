from uuid import uuid4

import pytest
from django.test import Client as Browser

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book
from tenant_site.matters.models import FollowUp
from tenant_site.members.models import Member
from tenant_site.shifts.handover.account import Account
from tenant_site.shifts.handover.closing import accept
from tenant_site.shifts.models import Acceptance, ExpectedItem, Handover
from tests.reading import read_page
from tests.tenant_site.books.writing import erase, write_entry
from tests.tenant_site.shifts.test_windows import Result

LIST = "/books/main-gate/hand-overs/"
CLOSE, TAKE = f"{LIST}close/", f"{LIST}take-over/"
SENT = {"matters": "Gate motor is noisy\r\n\r\n", "remark": "", "changed_at": "2026-03-01T06:05"}
SIGNED = {"result": "accepted", "reservations": ""}


def checked(item: ExpectedItem, found: str, condition: str = "good") -> dict[str, str]:
    return {f"found_{item.pk}": found, f"condition_{item.pk}": condition, f"remark_{item.pk}": ""}


def test_a_hand_over_with_reservations_from_one_browser_to_the_other(
    acme: Client, torch: ExpectedItem, gate: Browser, desk: Browser
) -> None:
    answer = gate.post(CLOSE, SENT | checked(torch, "1"))
    assert answer["Location"] == f"{LIST}1/accept/"
    page = desk.get(answer["Location"]).content
    assert b"differs" in page
    assert b"Gate motor is noisy" in page
    refused = desk.post(answer["Location"], SIGNED | {"result": "reservations"})
    assert (refused.status_code, b"Write what your reservations are." in refused.content) == (
        422,
        True,
    )
    signed = desk.post(
        answer["Location"], {"result": "reservations", "reservations": "One torch is missing"}
    )
    assert signed["Location"] == f"{LIST}1/"
    shown = gate.get(signed["Location"]).content
    assert b"One torch is missing" in shown
    assert b"accepted with reservations" in shown
    with tenant_context(acme):
        assert Handover.objects.get().discrepancy_count == 1


def test_the_form_shows_what_is_expected_and_what_was_open(
    acme: Client, torch: ExpectedItem, handover: Handover, supervisor: Member, desk: Browser
) -> None:
    assert desk.get(CLOSE)["Location"] == f"{LIST}2/accept/"
    with tenant_context(acme):
        accept(handover=handover, by=supervisor, result=Result.ACCEPTED)
    page = read_page(desk.get(CLOSE).content)
    assert page.one("input", name=f"found_{torch.pk}").attributes["value"] == "2"
    assert page.one("textarea", name="matters").text.strip() == "Gate motor is noisy"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"changed_at": "2099-01-01T06:00"}, b"lies in the future"),
        ({"changed_at": ""}, b"required"),
        ({"matters": "\n".join(["x"] * 51)}, b"50 matters at most"),
    ],
)
def test_what_cannot_be_handed_over_says_why_and_stays_in_the_form(
    gate: Browser, changes: dict[str, str], says: bytes
) -> None:
    answer = gate.post(CLOSE, SENT | {"remark": "Quiet night"} | changes)
    assert answer.status_code == 422
    assert says in answer.content
    assert b"Quiet night" in answer.content


def test_a_wrong_amount_stands_at_its_line(torch: ExpectedItem, gate: Browser) -> None:
    answer = gate.post(CLOSE, SENT | checked(torch, "-1"))
    assert answer.status_code == 422
    assert b"greater than or equal to 0" in answer.content


def test_a_moment_before_the_last_hand_over_is_refused(
    acme: Client, handover: Handover, supervisor: Member, desk: Browser
) -> None:
    with tenant_context(acme):
        accept(handover=handover, by=supervisor, result=Result.ACCEPTED)
    answer = desk.post(CLOSE, SENT | {"changed_at": "2026-02-01T06:00"})
    assert b"before the last hand-over" in answer.content


def test_a_form_sent_while_another_hand_over_waits_keeps_what_was_typed(
    handover: Handover, desk: Browser
) -> None:
    answer = desk.post(CLOSE, SENT | {"remark": "Quiet night"})
    assert answer.status_code == 422
    assert b"accepted first" in answer.content
    assert b"Quiet night" in answer.content


def test_a_double_click_hands_over_once(acme: Client, gate: Browser) -> None:
    uuid = {"client_uuid": "3f5a2c1e-0000-4000-8000-000000000001"}
    first, again = (gate.post(CLOSE, SENT | uuid)["Location"] for _ in range(2))
    assert first == again == f"{LIST}1/accept/"
    with tenant_context(acme):
        assert Handover.objects.count() == 1


def test_who_comes_and_finds_nobody_takes_over_with_a_reason(
    acme: Client, guard: Member, desk: Browser
) -> None:
    sent = SENT | {"reason": "The gate was open, nobody there", "outgoing": str(guard.pk)}
    assert desk.post(TAKE, SENT).status_code == 422
    answer = desk.post(TAKE, sent)
    page = desk.get(answer["Location"]).content
    assert b"taken over alone" in page
    assert b"The gate was open, nobody there" in page
    assert b"Guard had gone" in page
    with tenant_context(acme):
        assert Acceptance.objects.get().result == Result.UNILATERAL


def test_who_hands_over_does_not_accept_in_their_own_session(
    acme: Client, handover: Handover, gate: Browser
) -> None:
    assert gate.post(f"{LIST}2/accept/", SIGNED).status_code == 422
    with tenant_context(acme):
        assert not Acceptance.objects.exists()


def test_what_is_accepted_already_is_shown_instead(
    acme: Client, handover: Handover, supervisor: Member, desk: Browser
) -> None:
    with tenant_context(acme):
        accept(handover=handover, by=supervisor, result=Result.ACCEPTED)
    assert desk.get(f"{LIST}2/accept/")["Location"] == f"{LIST}2/"
    assert desk.post(f"{LIST}2/accept/", SIGNED)["Location"] == f"{LIST}2/"
    assert desk.get(f"{LIST}1/").status_code == 404


def test_what_was_erased_is_said_to_be_so(acme: Client, handover: Handover, desk: Browser) -> None:
    with tenant_context(acme):
        erase(handover.entry, handover.outgoing or Member())
    page = desk.get(f"{LIST}2/").content
    assert b"Suppressed, entry 3" in page
    assert b"Gate motor" not in page


def test_an_account_comes_back_as_it_was_sealed() -> None:
    assert Account.from_values(Account().as_values()) == Account(items=[], matters=[])


def test_open_follow_ups_of_the_book_are_handed_over_by_themselves(
    acme: Client, acme_book: Book, guard: Member, gate: Browser, desk: Browser
) -> None:
    with tenant_context(acme):
        entry = write_entry(acme_book, guard)
        FollowUp.objects.create(entry=entry, about="Mend the fence", client_uuid=uuid4())
    assert b"Mend the fence (entry 1)" in gate.get(CLOSE).content
    answer = gate.post(CLOSE, SENT)
    assert b"Mend the fence (entry 1)" in desk.get(answer["Location"]).content
    with tenant_context(acme):
        handover = Handover.objects.get()
        assert handover.matter_count == 2
        assert "Mend the fence (entry 1)" in handover.entry.content.text


def test_of_very_many_follow_ups_most_are_counted(
    acme: Client, acme_book: Book, guard: Member, gate: Browser
) -> None:
    with tenant_context(acme):
        entry = write_entry(acme_book, guard)
        many = [
            FollowUp(entry=entry, about=f"Mend {number}", client_uuid=uuid4())
            for number in range(150)
        ]
        FollowUp.objects.bulk_create(many)
    gate.post(CLOSE, SENT)
    with tenant_context(acme):
        text = Handover.objects.get().entry.content.text
    assert text.count("Mend ") == 99
    assert "… and 51 more follow-ups" in text


def test_the_form_for_a_change_of_guard_leads_to_the_hand_over(gate: Browser) -> None:
    assert CLOSE.encode() in gate.get("/books/main-gate/write/001/").content
    assert CLOSE.encode() not in gate.get("/books/main-gate/write/003/").content
