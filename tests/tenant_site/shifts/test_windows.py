from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book
from tenant_site.books.refusals import WritingNotAllowed
from tenant_site.books.repeats import SentBefore
from tenant_site.books.verification import verify
from tenant_site.members.models import Member
from tenant_site.shifts.handover.account import Account, CheckedItem
from tenant_site.shifts.handover.closing import Change, accept, hand_over, take_over
from tenant_site.shifts.handover.refusals import HandoverAccepted, HandoverPending, OwnHandover
from tenant_site.shifts.models import Acceptance, Handover
from tests.tenant_site.books.writing import settle, write_entry

MORNING = datetime(2026, 3, 1, 11, 5, tzinfo=UTC)  # 06:05 in Bogota
TORCH = CheckedItem("L1", "Torch", expected=2, found=1, condition="bad", remark="Lens broken")
TOLD = Account(items=[TORCH], matters=["Gate motor is noisy"], remark="Quiet night")
Result = Acceptance.Result


def change(book: Book, by: Member, **given: Any) -> Change:
    facts: dict[str, Any] = {
        "outgoing": by,
        "told": TOLD,
        "changed_at": MORNING,
        "client_uuid": uuid4(),
    }
    return Change(book=book, by=by, **(facts | given))


def windows(book: Book) -> list[tuple[int, int]]:
    return list(book.handovers.order_by("to_seq").values_list("from_seq", "to_seq"))


def test_a_window_ends_with_its_own_entry_and_the_next_begins_after_it(
    inside_acme: Client, acme_book: Book, guard: Member, supervisor: Member
) -> None:
    for _ in range(3):
        write_entry(acme_book, guard)
    first = hand_over(change(acme_book, guard))
    accept(handover=first, by=supervisor, result=Result.ACCEPTED)
    write_entry(acme_book, supervisor)
    hand_over(change(acme_book, supervisor))
    assert windows(acme_book) == [(1, 4), (5, 7)]
    assert list(acme_book.entries.order_by("seq").values_list("kind", flat=True)) == [
        "entry", "entry", "entry", "handover", "acceptance", "entry", "handover",
    ]  # fmt: skip
    assert list(verify(acme_book, client_id=inside_acme.pk)) == []


def test_both_signatures_are_entries_of_who_signs_and_seal_what_is_signed(
    inside_acme: Client, acme_book: Book, guard: Member, supervisor: Member
) -> None:
    handover = hand_over(change(acme_book, guard))
    signed = accept(handover=handover, by=supervisor, result=Result.RESERVATIONS, words="Torch")
    assert (handover.entry.author, signed.entry.author) == (guard, supervisor)
    for fact in ('"window_from":"1"', '"window_to":"1"', TOLD.checklist_sha256):
        assert fact in handover.entry.canon
    assert handover.entry.hash.hex() in signed.entry.canon
    assert Account.from_values(handover.entry.content.facts["values"]) == TOLD
    assert (handover.discrepancy_count, handover.matter_count) == (1, 1)
    assert (handover.shift_begins_at, handover.shift_ends_at) == (
        datetime(2026, 2, 28, 23, tzinfo=UTC),
        datetime(2026, 3, 1, 11, tzinfo=UTC),
    )


def test_the_next_window_waits_until_the_last_one_is_accepted(
    inside_acme: Client, acme_book: Book, guard: Member, supervisor: Member
) -> None:
    handover = hand_over(change(acme_book, guard))
    with pytest.raises(HandoverPending):
        hand_over(change(acme_book, guard))
    accept(handover=handover, by=supervisor, result=Result.ACCEPTED)
    hand_over(change(acme_book, supervisor))
    assert windows(acme_book) == [(1, 1), (2, 3)]


def test_a_form_that_is_sent_twice_closes_one_window(
    inside_acme: Client, acme_book: Book, guard: Member
) -> None:
    twice = change(acme_book, guard)
    assert hand_over(twice) == hand_over(twice)
    assert acme_book.entries.count() == 1


def test_other_words_after_a_lost_answer_close_no_window_and_sign_nothing(
    inside_acme: Client, acme_book: Book, guard: Member, supervisor: Member
) -> None:
    first = change(acme_book, guard)
    handover = hand_over(first)
    open_since = replace(TOLD, follow_ups=("Mend the fence",))  # is no word of who hands over
    assert hand_over(replace(first, told=open_since)) == handover
    for other in (
        {"told": replace(TOLD, remark="Noisy night")},
        {"told": replace(TOLD, items=[])},
        {"changed_at": MORNING + timedelta(minutes=1)},
        {"by": supervisor},
    ):
        with pytest.raises(SentBefore):
            hand_over(replace(first, **other))
    with pytest.raises(SentBefore):
        take_over(replace(first, outgoing=None))
    accept(handover=handover, by=supervisor, result=Result.ACCEPTED)
    with pytest.raises(SentBefore):
        accept(handover=handover, by=supervisor, result=Result.RESERVATIONS, words="A torch")
    assert acme_book.entries.count() == 2


def test_nobody_accepts_their_own_hand_over_or_what_somebody_else_accepted(
    inside_acme: Client, acme_book: Book, guard: Member, supervisor: Member, owner: Member
) -> None:
    handover = hand_over(change(acme_book, guard))
    with pytest.raises(OwnHandover):
        accept(handover=handover, by=guard, result=Result.ACCEPTED)
    first, again = (
        accept(handover=handover, by=supervisor, result=Result.ACCEPTED) for _ in range(2)
    )
    assert first == again
    with pytest.raises(HandoverAccepted):
        accept(handover=handover, by=owner, result=Result.ACCEPTED)
    assert acme_book.entries.count() == 2


def test_who_may_not_write_signs_nothing(
    inside_acme: Client, acme_book: Book, guard: Member, auditor: Member
) -> None:
    with pytest.raises(WritingNotAllowed):
        hand_over(change(acme_book, auditor))
    handover = hand_over(change(acme_book, guard))
    with pytest.raises(WritingNotAllowed):
        accept(handover=handover, by=auditor, result=Result.ACCEPTED)


ALONE = Account(reason="Nobody at the gate")


@pytest.mark.parametrize("is_known", [True, False])
def test_who_finds_nobody_takes_over_alone_and_it_says_so(
    inside_acme: Client, acme_book: Book, guard: Member, supervisor: Member, is_known: bool
) -> None:
    write_entry(acme_book, guard)
    gone = guard if is_known else None
    handover = take_over(change(acme_book, supervisor, outgoing=gone, told=ALONE))
    assert (handover.is_unilateral, handover.outgoing) == (True, guard)
    assert ('"outgoing_from":"book"' in handover.entry.canon) is not is_known
    signed = Acceptance.objects.get()
    assert (signed.result, signed.incoming) == (Result.UNILATERAL, supervisor)
    assert '"mode":"unilateral"' in handover.entry.canon
    assert windows(acme_book) == [(1, 2)]
    assert "Nobody at the gate" in handover.entry.content.text


def test_where_nobody_is_named_whoever_had_the_post_last_is_sealed_as_leaving(
    inside_acme: Client, acme_book: Book, guard: Member, supervisor: Member, owner: Member
) -> None:
    nobody = take_over(change(acme_book, guard, outgoing=None, told=ALONE))
    assert nobody.outgoing is None
    unnamed = [change(acme_book, by, outgoing=None, told=ALONE) for by in (supervisor, owner)]
    with override("en"):
        assert [take_over(one).outgoing for one in unnamed] == [guard, supervisor]
    assert take_over(unnamed[0]).outgoing == guard  # sent again
    assert "Supervisor had the post last" in Handover.objects.get(to_seq=5).entry.content.text


def test_where_nobody_ever_took_over_whoever_wrote_last_had_the_post(
    inside_acme: Client, acme_book: Book, guard: Member, supervisor: Member, owner: Member
) -> None:
    for author in (guard, supervisor):
        write_entry(acme_book, author)
    assert take_over(change(acme_book, owner, outgoing=None, told=ALONE)).outgoing == supervisor


def test_who_is_alone_at_a_post_works_on_and_stands_on_both_sides_only_as_alone(
    inside_acme: Client, acme_book: Book, guard: Member
) -> None:
    take_over(change(acme_book, guard, outgoing=None, told=ALONE))
    with override("en"):
        again = take_over(change(acme_book, guard, outgoing=None, told=ALONE))
    assert (again.outgoing, again.is_unilateral) == (guard, True)
    assert "Guard had the post last too and goes on alone" in again.entry.content.text
    own = hand_over(change(acme_book, guard))
    for result in (Result.ACCEPTED, Result.RESERVATIONS):
        with pytest.raises(OwnHandover):
            accept(handover=own, by=guard, result=result)
    signed = accept(handover=own, by=guard, result=Result.UNILATERAL, words="No relief came")
    assert "No relief came" in signed.entry.content.text
    assert windows(acme_book) == [(1, 1), (2, 3), (4, 5)]


@pytest.mark.parametrize(
    ("is_unilateral", "is_own", "result"),
    [
        (False, True, "accepted"),
        (False, True, "reservations"),
        (True, True, "accepted"),
        (True, False, "accepted"),
        (False, False, "unilateral"),
    ],
)
def test_the_database_takes_no_signature_of_one_person_as_if_two_had_met(
    inside_acme: Client,
    acme_book: Book,
    guard: Member,
    supervisor: Member,
    is_unilateral: bool,
    is_own: bool,
    result: str,
) -> None:
    entry = write_entry(acme_book, guard)
    handover = Handover(
        book=acme_book,
        from_seq=1,
        to_seq=1,
        entry=entry,
        outgoing=guard,
        is_unilateral=is_unilateral,
        shift_begins_at=MORNING,
        shift_ends_at=MORNING + timedelta(hours=12),
        accept_by=MORNING,
    )
    handover.save(force_insert=True)
    facts = {"handover": handover, "book": acme_book, "to_seq": 1, "result": result}
    signed = Acceptance(entry=entry, incoming=guard if is_own else supervisor, **facts)
    with pytest.raises(IntegrityError, match="taken over alone"), transaction.atomic():
        signed.save(force_insert=True)


@pytest.mark.parametrize(
    ("from_seq", "to_seq", "previous"),
    [(2, 3, None), (3, 3, 1), (1, 3, 1), (3, 3, 2), (2, 1, 1), (2, 9, 1), (1, 2, None)],
)
def test_the_database_takes_no_window_out_of_the_row(
    inside_acme: Client,
    acme_book: Book,
    guard: Member,
    supervisor: Member,
    from_seq: int,
    to_seq: int,
    previous: int | None,
) -> None:
    first = hand_over(change(acme_book, guard))
    accept(handover=first, by=supervisor, result=Result.ACCEPTED)
    entry = write_entry(acme_book, guard)
    odd = Handover(
        book=acme_book,
        from_seq=from_seq,
        to_seq=to_seq,
        previous_to_seq=previous,
        entry=entry,
        outgoing=guard,
        shift_begins_at=MORNING,
        shift_ends_at=MORNING + timedelta(hours=12),
        accept_by=MORNING,
    )
    with pytest.raises(IntegrityError, match="window_"), transaction.atomic():
        odd.save(force_insert=True)
    odd.from_seq, odd.to_seq, odd.previous_to_seq = 2, 3, 1
    odd.save(force_insert=True)
    settle()


@pytest.mark.parametrize("model", [Handover, Acceptance])
def test_what_was_signed_stays(
    inside_acme: Client, acme_book: Book, guard: Member, supervisor: Member, model: Any
) -> None:
    accept(handover=hand_over(change(acme_book, guard)), by=supervisor, result=Result.ACCEPTED)
    with pytest.raises(IntegrityError, match="What was decided stays"), transaction.atomic():
        model.objects.update(to_seq=1)
    with pytest.raises(IntegrityError, match="What was decided stays"), transaction.atomic():
        model.objects.all()._raw_delete("default")


def test_the_night_of_the_change_to_summer_time_is_handed_over_with_eleven_hours(
    acme: Client, acme_book: Book, guard: Member
) -> None:
    Client.objects.filter(pk=acme.pk).update(time_zone="Europe/Madrid")
    with tenant_context(Client.objects.get(pk=acme.pk)):
        handover = hand_over(
            change(acme_book, guard, changed_at=datetime(2026, 3, 29, 4, 5, tzinfo=UTC))
        )
        text = handover.entry.content.text
    assert handover.shift_ends_at - handover.shift_begins_at == timedelta(hours=11)
    assert handover.shift_ends_at == datetime(2026, 3, 29, 4, tzinfo=UTC)
    assert "(11 h)" in text
