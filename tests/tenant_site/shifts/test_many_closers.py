from collections import Counter

from public_site.models import Client
from tenant_site.books.models import Book
from tenant_site.books.verification import verify
from tenant_site.members.models import Member
from tenant_site.shifts.handover.closing import accept, hand_over
from tenant_site.shifts.handover.refusals import HandoverAccepted, HandoverPending
from tenant_site.shifts.models import Acceptance, Handover
from tests.conftest import People
from tests.tenant_site.books.test_many_writers import at_once
from tests.tenant_site.books.test_many_writers import busy as busy
from tests.tenant_site.books.writing import write_entry
from tests.tenant_site.shifts.test_windows import change, windows

WRITERS, EACH, ROUNDS = 16, 4, 3


def test_among_many_writers_and_two_closers_each_entry_is_in_one_window(busy: Client) -> None:
    book, owner = Book.objects.get(), Member.objects.get()
    relief = People(busy).member("supervisor")
    outcomes = list[str]()

    def write() -> None:
        for _ in range(EACH):
            write_entry(book, owner)

    def close() -> None:
        try:
            hand_over(change(book, owner))
        except HandoverPending:
            outcomes.append("pending")
        else:
            outcomes.append("closed")

    for _ in range(ROUNDS):
        at_once(busy, [close, close, *[write] * WRITERS])
        pending = Handover.objects.pending().get()
        accept(handover=pending, by=relief, result=Acceptance.Result.ACCEPTED)

    assert Counter(outcomes) == {"pending": ROUNDS, "closed": ROUNDS}
    found = windows(book)
    ends = [0, *(last for _, last in found)]
    assert [first for first, _ in found] == [end + 1 for end in ends[:-1]]
    written = ROUNDS * (WRITERS * EACH + 2)
    assert book.entries.count() == written
    inside = Counter(
        seq
        for seq in book.entries.values_list("seq", flat=True)
        for first, last in found
        if first <= seq <= last
    )
    assert inside == Counter(range(1, ends[-1] + 1))
    assert {one.entry.seq for one in Handover.objects.select_related("entry")} == set(ends[1:])
    assert list(verify(book, client_id=busy.pk)) == []


def test_two_who_accept_at_once_leave_one_signature(busy: Client) -> None:
    book, owner = Book.objects.get(), Member.objects.get()
    reliefs = [People(busy).member(role) for role in ("supervisor", "guard")]
    handover = hand_over(change(book, owner))

    def sign(relief: Member) -> str:
        try:
            accept(handover=handover, by=relief, result=Acceptance.Result.ACCEPTED)
        except HandoverAccepted:
            return "too late"
        return "signed"

    told = at_once(busy, [lambda one=one: sign(one) for one in reliefs])  # type: ignore[misc]  # a default binds it
    assert sorted(map(str, told)) == ["signed", "too late"]
    assert book.entries.count() == 2
