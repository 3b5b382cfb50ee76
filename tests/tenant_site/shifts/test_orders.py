from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client as Browser

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book, EntryType
from tenant_site.books.opening import open_book
from tenant_site.books.verification import verify
from tenant_site.members.models import Member
from tenant_site.shifts.models import OrderReceipt, OrderTarget, OrderVersion, StandingOrder
from tenant_site.shifts.models.pattern import today_here
from tenant_site.shifts.orders import due
from tenant_site.shifts.orders.pages import ENDED_A_PAGE
from tenant_site.shifts.orders.publishing import VersionTaken, withdraw
from tenant_site.shifts.orders.reading import confirm, readers_of
from tests.reading import read_page
from tests.tenant_site.shifts.conftest import order

ONE_DAY = timedelta(days=1)
SENT = {
    "title": "South gate",
    "text": "Lorries use the south gate only.\r\nNo exception.",
    "roles": ["guard", "supervisor"],
}


def sent(acme: Client, book: Book, **given: Any) -> dict[str, Any]:
    return {**SENT, "books": [str(book.pk)], "begins_on": str(acme.today), **given}


def test_publishing_a_version_is_an_entry_in_each_of_its_books(
    inside_acme: Client, acme_book: Book, supervisor: Member
) -> None:
    other = open_book(client=inside_acme, name="Vault")
    version = order(acme_book, supervisor, books=[acme_book, other])
    for book in (acme_book, other):
        entry = book.entries.get()
        assert (entry.kind, entry.entry_type.code, entry.author) == ("orders", "009", supervisor)
        assert "Lorries use the south gate only." in entry.content.text
        assert list(verify(book, client_id=inside_acme.pk)) == []
    assert {target.book for target in version.targets.all()} == {acme_book, other}


def test_a_workspace_without_that_type_gets_it_but_is_not_offered_it(
    inside_acme: Client, acme_book: Book, supervisor: Member
) -> None:
    EntryType.objects.filter(code="009").delete()
    order(acme_book, supervisor)
    assert acme_book.entries.get().entry_type.code == "009"
    assert not EntryType.objects.offered().filter(code="009").exists()


def test_only_those_it_is_for_have_to_read_it(
    inside_acme: Client, acme_book: Book, supervisor: Member, guard: Member
) -> None:
    other = open_book(client=inside_acme, name="Vault")
    version = order(acme_book, supervisor)
    assert list(due(guard, acme_book)) == [version]
    assert list(due(guard, other)) == []
    assert list(due(supervisor, acme_book)) == []


@pytest.mark.parametrize(
    ("begins_in", "ends_in", "is_due"), [(0, None, 1), (1, None, 0), (0, 0, 1), (0, 3, 1)]
)
def test_it_holds_from_its_first_day_to_its_last(
    inside_acme: Client,
    acme_book: Book,
    supervisor: Member,
    guard: Member,
    begins_in: int,
    ends_in: int | None,
    is_due: int,
) -> None:
    today = today_here()
    order(
        acme_book,
        supervisor,
        begins_on=today + begins_in * ONE_DAY,
        ends_on=None if ends_in is None else today + ends_in * ONE_DAY,
    )
    assert due(guard, acme_book).count() == is_due
    if ends_in is not None:
        after = OrderVersion.objects.all().in_force(today + (ends_in + 1) * ONE_DAY)
        assert not after.exists()


def test_a_new_version_is_read_again_and_the_old_one_keeps_its_receipts(
    inside_acme: Client, acme_book: Book, supervisor: Member, guard: Member
) -> None:
    first = order(acme_book, supervisor)
    confirm(version=first, member=guard, book=acme_book)
    assert list(due(guard, acme_book)) == []
    second = order(acme_book, supervisor, after=first, text="Lorries use the north gate.")
    assert list(due(guard, acme_book)) == [second]
    assert [one.read_at is None for one in readers_of(first)] == [False]
    assert [one.read_at is None for one in readers_of(second)] == [True]


def test_the_old_version_holds_until_the_new_one_begins(
    inside_acme: Client, acme_book: Book, supervisor: Member
) -> None:
    first = order(acme_book, supervisor)
    second = order(acme_book, supervisor, after=first, begins_on=today_here() + ONE_DAY)
    held = OrderVersion.objects.all()
    assert list(held.in_force(today_here())) == [first]
    assert list(held.in_force(today_here() + ONE_DAY)) == [second]


def test_two_who_publish_the_next_version_do_not_pass_over_each_other(
    inside_acme: Client, acme_book: Book, supervisor: Member
) -> None:
    first = order(acme_book, supervisor)
    order(acme_book, supervisor, after=first)
    with pytest.raises(VersionTaken):
        order(acme_book, supervisor, after=first)
    assert OrderVersion.objects.count() == acme_book.entries.count() == 2


def test_what_is_withdrawn_is_not_due_and_the_book_says_so(
    inside_acme: Client, acme_book: Book, supervisor: Member, guard: Member
) -> None:
    version = order(acme_book, supervisor)
    withdraw(by=supervisor, version=version, on=today_here())
    assert list(due(guard, acme_book)) == []
    assert '"state":"withdrawn"' in acme_book.entries.get(seq=2).canon


def test_reading_twice_is_reading_once(
    inside_acme: Client, acme_book: Book, supervisor: Member, guard: Member
) -> None:
    version = order(acme_book, supervisor)
    first, again = (confirm(version=version, member=guard, book=acme_book) for _ in range(2))
    assert first == again
    assert OrderReceipt.objects.count() == 1


@pytest.mark.parametrize("model", [StandingOrder, OrderVersion, OrderTarget, OrderReceipt])
def test_what_was_published_and_read_cannot_be_changed_or_removed(
    inside_acme: Client, acme_book: Book, supervisor: Member, guard: Member, model: Any
) -> None:
    confirm(version=order(acme_book, supervisor), member=guard, book=acme_book)
    row = model.objects.get()
    column = "created_at" if model is StandingOrder else "id"
    acts: list[Callable[[], object]] = [
        lambda: model.objects.update(**{column: getattr(row, column)}),
        lambda: model.objects.all()._raw_delete("default"),
    ]
    for act in acts:
        with pytest.raises(IntegrityError, match="What was decided stays"), transaction.atomic():
            act()


def test_a_supervisor_publishes_revises_and_withdraws(
    acme: Client, acme_book: Book, desk: Browser
) -> None:
    answer = desk.post("/orders/new/", sent(acme, acme_book))
    page = desk.get(answer["Location"]).content
    assert b"No exception." in page
    assert b"in force" in page
    following = sent(acme, acme_book, text="North gate.", after="1")
    revised = desk.post(f"{answer['Location']}revise/", following)
    assert b"Version 2" in desk.get(revised["Location"]).content
    assert b"No exception." in desk.get(f"{answer['Location']}?version=1").content
    assert desk.get(f"{answer['Location']}withdraw/").status_code == 200
    desk.post(f"{answer['Location']}withdraw/", {"after": "2"})
    assert b"withdrawn" in desk.get(answer["Location"]).content
    assert desk.get(f"{answer['Location']}?version=9").status_code == 404
    with tenant_context(acme):
        assert acme_book.entries.count() == 3


def test_who_did_not_see_the_newest_version_neither_revises_nor_withdraws_it(
    acme: Client, acme_book: Book, supervisor: Member, desk: Browser
) -> None:
    with tenant_context(acme):
        first = order(acme_book, supervisor)
    address = first.order.get_absolute_url()
    revise, withdrawal = f"{address}revise/", f"{address}withdraw/"
    opened = [read_page(desk.get(page).content) for page in (revise, withdrawal)]
    seen = [page.one("input", name="after").attributes["value"] for page in opened]
    with tenant_context(acme):
        order(acme_book, supervisor, after=first, text="Lorries use the north gate.")
    for _ in range(2):
        again = desk.post(revise, sent(acme, acme_book, text="East gate.", after=seen[0]))
        assert again.status_code == 422
        assert b"Somebody published another version meanwhile." in again.content
        assert b"East gate." in again.content
        seen[0] = read_page(again.content).one("input", name="after").attributes["value"]
    answer = desk.post(withdrawal, {"after": seen[1]}, follow=True)
    assert b"Somebody changed this order a moment ago." in answer.content
    with tenant_context(acme):
        assert OrderVersion.objects.count() == acme_book.entries.count() == 2


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"title": ""}, b"required"),
        ({"books": []}, b"required"),
        ({"roles": ["auditor"]}, b"valid choice"),
        ({"begins_on": "2026-01-01"}, b"cannot begin in the past"),
        ({"ends_on": "2026-01-01"}, b"cannot end before it begins"),
    ],
)
def test_what_cannot_be_published_says_why_and_keeps_what_was_typed(
    acme: Client, acme_book: Book, desk: Browser, changes: dict[str, Any], says: bytes
) -> None:
    answer = desk.post("/orders/new/", sent(acme, acme_book, **changes))
    assert answer.status_code == 422
    assert says in answer.content
    assert b"Lorries use the south gate only." in answer.content


def test_supervisors_and_auditors_see_who_has_read_it_and_guards_do_not(
    acme: Client,
    acme_book: Book,
    supervisor: Member,
    guard: Member,
    auditor: Member,
    browse: Callable[..., Browser],
) -> None:
    with tenant_context(acme):
        address = order(acme_book, supervisor).order.get_absolute_url()
    for member, sees in ((supervisor, True), (auditor, True), (guard, False)):
        page = browse(acme, member).get(address).content
        assert (b"0 of 1 have read this version." in page) is sees
        assert (b"not yet" in page) is sees


def test_a_guard_sees_the_orders_of_their_books_and_no_other_book(
    acme: Client, acme_book: Book, supervisor: Member, gate: Browser
) -> None:
    with tenant_context(acme):
        vault = open_book(client=acme, name="Vault")
        order(acme_book, supervisor, books=[acme_book, vault])
        hidden = order(vault, supervisor, title="Combination")
    page = gate.get("/orders/").content
    assert b"South gate" in page
    assert b"Vault" not in page
    assert b"Combination" not in page
    assert gate.get(hidden.order.get_absolute_url()).status_code == 404


def test_orders_stand_by_whether_they_hold(
    acme: Client, acme_book: Book, supervisor: Member, desk: Browser
) -> None:
    assert b"Publish the first order" in desk.get("/orders/").content
    with tenant_context(acme):
        order(acme_book, supervisor)
        order(acme_book, supervisor, title="Fair", begins_on=today_here() + ONE_DAY)
        ended = order(acme_book, supervisor, title="Storm")
        withdraw(by=supervisor, version=ended, on=today_here())
    page = read_page(desk.get("/orders/").content)
    assert [one.text for one in page.all("h2")] == ["In force", "Later", "Ended"]
    assert [one.text for one in page.all("h3")] == ["South gate", "Fair", "Storm"]


def test_orders_that_ended_stand_a_page_at_a_time(
    acme: Client, acme_book: Book, supervisor: Member, desk: Browser
) -> None:
    with tenant_context(acme):
        first = order(acme_book, supervisor, title="Still in force")
        of_old = [
            OrderVersion(
                order=StandingOrder.objects.create(),
                number=1,
                title=f"Of old {number}",
                text="Done.",
                roles="guard",
                begins_on=first.begins_on - 2 * ONE_DAY,
                ends_on=first.begins_on - ONE_DAY,
                published_by=supervisor,
            )
            for number in range(ENDED_A_PAGE + 1)
        ]
        OrderVersion.objects.bulk_create(of_old)
    pages = [read_page(desk.get(f"/orders/?page={number}").content) for number in (1, 2, 99)]
    titles = [[one.text for one in page.all("h3")] for page in pages]
    assert [len(found) for found in titles] == [1 + ENDED_A_PAGE, 2, 2]
    assert {found[0] for found in titles} == {"Still in force"}
    assert len({*titles[0], *titles[1]}) == ENDED_A_PAGE + 2
    links = [[one.attributes["href"] for one in page.all("a")] for page in pages]
    assert ["?page=2#ended" in found for found in links] == [True, False, False]
    assert ["?page=1#ended" in found for found in links] == [False, True, True]


def test_more_orders_do_not_mean_more_queries(
    acme: Client,
    acme_book: Book,
    supervisor: Member,
    desk: Browser,
    gate: Browser,
    django_assert_max_num_queries: Any,
) -> None:
    pages = [(desk, "/orders/"), (gate, "/orders/"), (gate, "/books/main-gate/orders/")]
    counts = []
    for _ in range(2):
        with tenant_context(acme):
            for _ in range(3):
                order(acme_book, supervisor)
        for browser, address in pages:
            browser.get(address)  # the host is known now
            with django_assert_max_num_queries(30) as asked:
                browser.get(address)
            counts.append(len(asked.captured_queries))
    assert counts[:3] == counts[3:]
