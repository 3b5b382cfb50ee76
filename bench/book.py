"""The page of a book and the writing of an entry, in a small and in a large book of one client.

`--entries 1000000` for the large one. Both books stand in one workspace among other clients, and
are asked in turns as a worker of gunicorn asks: the WSGI application with the middleware, session,
member and templates of production. A third of the entries have answers in a form, and all of them
are searchable, so that one more costs what it costs in a book of that size.
"""

import argparse
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4
from zoneinfo import ZoneInfo

from bench.full_books import fill
from bench.indexed import index_all
from bench.own_site import (
    ZONE,
    alone,
    analyse,
    make_tables,
    open_workspace,
    own_server,
    owners_browser,
    set_up,
)
from bench.result import Result
from bench.turns import Turns, take_turns
from bench.wsgi_browser import WsgiBrowser

if TYPE_CHECKING:
    from public_site.models import Client
    from tenant_site.books.models import Book

SMALL, LARGE = 10_000, 100_000
OTHERS, OF_ANOTHER = 12, 400


def run(arguments: Sequence[str] = ()) -> Result:
    """Measure on a database server of its own, with commits that reach the disk."""
    parser = argparse.ArgumentParser(prog="python -m bench book")
    parser.add_argument("--entries", type=int, default=LARGE)
    large = parser.parse_args(arguments).entries
    with own_server("book") as var:
        turns = alone(_measure, var, large)
    more = {"queries_more_in_the_large_book": turns.queries_more}
    rows = turns.rows({"small": SMALL, "large": large})
    return Result("book", turns.ratios(), turns.figures() | more, rows)


def _measure(var: str, large: int) -> Turns:
    set_up(var)
    from tenancy.context import tenant_context

    client = _clients()
    with tenant_context(client):
        small_book, large_book = _book(client, "small", SMALL), _book(client, "large", large)
        index_all()
    analyse()
    browser = owners_browser(client)
    return take_turns(
        _asked(browser, small_book),
        _asked(browser, large_book),
        after=lambda: _expect(browser.get("/"), 200),  # shows and forgets that it is written
    )


def _clients() -> "Client":
    """Open the client that is measured and others beside it, and return the first."""
    from tenancy.context import tenant_context

    make_tables()
    client = open_workspace("bench")
    for number in range(OTHERS):
        other = open_workspace(f"other-{number}")
        with tenant_context(other):
            _fill_first(OF_ANOTHER)
    return client


def _fill_first(count: int) -> None:
    from tenant_site.books.models import Book, EntryType
    from tenant_site.members.models import Member

    fill(Book.objects.get(), Member.objects.get(), list(EntryType.objects.offered()), count)


def _book(client: "Client", name: str, count: int) -> "Book":
    from tenant_site.books.models import EntryType
    from tenant_site.books.opening import open_book
    from tenant_site.members.models import Member

    book = open_book(client=client, name=name)
    fill(book, Member.objects.get(), list(EntryType.objects.offered()), count)
    book.head.refresh_from_db()
    return book


def _asked(browser: WsgiBrowser, book: "Book") -> dict[str, Callable[[], None]]:
    page = f"/books/{book.code}/"
    middle = f"{page}?before={book.head.seq // 2}"
    return {
        "page": lambda: _expect(browser.get(page), 200),
        "older page": lambda: _expect(browser.get(middle), 200),
        "write": lambda: _write(browser, page),
    }


def _write(browser: WsgiBrowser, page: str) -> None:
    said = {
        "client_uuid": str(uuid4()),
        "text": "Round of the perimeter without anything to report.",
        "occurred_at": datetime.now(ZoneInfo(ZONE)).strftime("%Y-%m-%dT%H:%M"),
    }
    _expect(browser.post(f"{page}write/003/", said), 302)


def _expect(answer: tuple[int, bytes], status: int) -> None:
    if answer[0] != status:
        raise RuntimeError(f"{answer[0]}: {answer[1].decode()[-6000:]}")
