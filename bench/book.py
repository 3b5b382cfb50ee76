"""The page of a book and the writing of an entry, in a small and in a large book of one client.

`--entries 1000000` for the large one. Both books stand in one workspace among other clients, and
are asked in turns as a worker of gunicorn asks: the WSGI application with the middleware, session,
member and templates of production. A third of the entries have answers in a form. Beside the
time on the wall stands that of this process alone, which other work on the machine disturbs less.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from bench.full_books import fill
from bench.result import Result
from bench.wsgi_browser import WsgiBrowser
from stack import folders, postgres

if TYPE_CHECKING:
    from public_site.models import Client
    from tenant_site.books.models import Book

SMALL, LARGE = 10_000, 100_000
OTHERS, OF_ANOTHER = 12, 400
ROUNDS, WARMING = 60, 5
ZONE = ZoneInfo("America/Bogota")
HOST = "bench.localhost:8000"
Taken = tuple[float, float]  # milliseconds on the wall, and of this process
Times = dict[tuple[str, str], list[Taken]]  # by what and which book


def run(arguments: Sequence[str] = ()) -> Result:
    """Measure on a database server of its own, with commits that reach the disk."""
    parser = argparse.ArgumentParser(prog="python -m bench book")
    parser.add_argument("--entries", type=int, default=LARGE)
    large = parser.parse_args(arguments).entries
    with tempfile.TemporaryDirectory(prefix="newsbook-book-") as scratch:
        var = Path(scratch) / "var"
        folders.open_var(var)
        with postgres.hold(var), ProcessPoolExecutor(1, mp_context=get_context("spawn")) as child:
            return child.submit(_measure, str(var), large).result()


def _measure(var: str, large: int) -> Result:
    os.environ.update(VAR_FOLDER=var, PUBLIC_URL="http://localhost:8000", LOG_LEVEL="ERROR")
    os.environ.pop("DATABASE_URL", None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "project.settings_tenants"
    import django

    django.setup()
    from tenancy.context import tenant_context
    from tenant_site.members.models import Member

    client = _clients()
    sizes = {"small": SMALL, "large": large}
    with tenant_context(client):
        books = {which: _book(client, which, size) for which, size in sizes.items()}
        user = Member.objects.get().user
    browser = _signed_in(client, user)
    return _result(_times(browser, books), _queries(browser, books), sizes)


def _signed_in(client: "Client", user: Any) -> WsgiBrowser:
    from django.test import Client as Session

    from project.wsgi_tenants import application
    from tenancy.context import tenant_context

    session = Session()
    with tenant_context(client):
        session.force_login(user)
    return WsgiBrowser(application, HOST, session.cookies)


def _clients() -> "Client":
    """Open the client that is measured and others beside it, and return the first."""
    from django.core.management import call_command

    from tenancy.context import tenant_context
    from tenancy.provisioning.templates import make_template

    call_command("migrate_schemas", shared=True, interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    make_template("en")
    client = _open("bench")
    for number in range(OTHERS):
        other = _open(f"other-{number}")
        with tenant_context(other):
            _fill_first(OF_ANOTHER)
    return client


def _open(slug: str) -> "Client":
    from public_site.signup.opening import open_workspace

    return open_workspace(
        name=slug,
        slug=slug,
        owner_email=f"owner@{slug}.example",
        owner_name="Olga",
        password=uuid4().hex,
        time_zone=ZONE.key,
        language="en",
        first_book_name="Main gate",
    )


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


def _times(browser: WsgiBrowser, books: "dict[str, Book]") -> Times:
    """Ask both books in turns, so that a busy neighbour disturbs both alike."""
    _analyse()
    times: Times = {}
    for number in range(ROUNDS + WARMING):
        for which, book in books.items():
            for what, ask in _asked(browser, book).items():
                taken = _took(ask)
                if number >= WARMING:
                    times.setdefault((what, which), []).append(taken)
            _see_that_it_is_written(browser)
    return times


def _see_that_it_is_written(browser: WsgiBrowser) -> None:
    """Look at any page: the first one after a write shows and forgets the message about it."""
    _expect(browser.get("/"), 200)


def _took(ask: Callable[[], None]) -> Taken:
    began, worked = time.perf_counter(), time.process_time()
    ask()
    return 1000 * (time.perf_counter() - began), 1000 * (time.process_time() - worked)


def _analyse() -> None:
    """Let the planner know the tables, as autovacuum does within a minute."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


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
        "occurred_at": datetime.now(ZONE).strftime("%Y-%m-%dT%H:%M"),
    }
    _expect(browser.post(f"{page}write/003/", said), 302)


def _expect(answer: tuple[int, bytes], status: int) -> None:
    if answer[0] != status:
        raise RuntimeError(f"{answer[0]}: {answer[1].decode()[-6000:]}")


def _queries(browser: WsgiBrowser, books: "dict[str, Book]") -> dict[tuple[str, str], int]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    found = {}
    for which, book in books.items():
        for what, ask in _asked(browser, book).items():
            with CaptureQueriesContext(connection) as asked:
                ask()
            found[what, which] = len(asked)
        _see_that_it_is_written(browser)
    return found


def _result(times: Times, queries: dict[tuple[str, str], int], sizes: dict[str, int]) -> Result:
    asked = list(dict.fromkeys(what for what, _ in times))
    walls = {of: [wall for wall, _ in taken] for of, taken in times.items()}
    cpus = {of: [cpu for _, cpu in taken] for of, taken in times.items()}
    heading = ("entries of the book", "", "p50 ms", "p95 ms", "CPU p50 ms", "queries")
    rows: list[Sequence[str]] = [heading]
    rows += [
        (
            f"{sizes[which]:,}",
            what,
            *(f"{_p(walls[what, which], percent):.1f}" for percent in (50, 95)),
            f"{_p(cpus[what, which], 50):.1f}",
            str(queries[what, which]),
        )
        for what, which in times
    ]
    ratios = {
        f"{_name(what)}_large_vs_small": statistics.median(
            large / small
            for small, large in zip(walls[what, "small"], walls[what, "large"], strict=True)
        )
        for what in asked
    }
    figures = {
        f"{_name(what)}_p{percent}_ms": _p(walls[what, "large"], percent)
        for what in asked
        for percent in (50, 95)
    }
    figures |= {f"{_name(what)}_cpu_p50_ms": _p(cpus[what, "large"], 50) for what in asked}
    grown = sum(queries[what, "large"] - queries[what, "small"] for what in asked)
    return Result("book", ratios, figures | {"queries_more_in_the_large_book": grown}, rows)


def _name(what: str) -> str:
    return what.replace(" ", "_")


def _p(taken: Sequence[float], percent: int) -> float:
    return statistics.quantiles(taken, n=100)[percent - 1]
