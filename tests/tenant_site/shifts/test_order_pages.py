from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client as Browser

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book
from tenant_site.books.opening import open_book
from tenant_site.members.models import Member
from tenant_site.shifts.models import OrderVersion, StandingOrder
from tenant_site.shifts.models.pattern import today_here
from tenant_site.shifts.orders.pages import ENDED_A_PAGE
from tenant_site.shifts.orders.publishing import withdraw
from tests.reading import read_page
from tests.tenant_site.shifts.conftest import order
from tests.tenant_site.shifts.test_orders import ONE_DAY

SENT = {
    "title": "South gate",
    "text": "Lorries use the south gate only.\r\nNo exception.",
    "roles": ["guard", "supervisor"],
}


def sent(acme: Client, book: Book, **given: Any) -> dict[str, Any]:
    return {**SENT, "books": [str(book.pk)], "begins_on": str(acme.today), **given}


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
