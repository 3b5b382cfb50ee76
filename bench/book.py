"""The page of a book and the writing of an entry, in a small and in a large book of one client.

`--entries 1000000` for the large one. Both books stand in one workspace among other clients, and
are asked in turns through the whole of the site: middleware, session, member, templates.
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
from stack import folders, postgres

if TYPE_CHECKING:
    from django.test import Client as Browser

    from public_site.models import Client
    from tenant_site.books.models import Book

SMALL, LARGE = 10_000, 100_000
OTHERS, OF_ANOTHER = 12, 400
ROUNDS, WARMING = 60, 5
ZONE = ZoneInfo("America/Bogota")
Times = dict[tuple[str, str], list[float]]  # (what, which book) → milliseconds


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
    from django.test import Client as Browser

    from tenancy.context import tenant_context
    from tenant_site.members.models import Member

    client = _clients()
    sizes = {"small": SMALL, "large": large}
    with tenant_context(client):
        books = {which: _book(client, which, size) for which, size in sizes.items()}
        user = Member.objects.get().user
    browser = Browser(headers={"host": "bench.localhost:8000"})
    with tenant_context(client):
        browser.force_login(user)
    return _result(_times(browser, books), _queries(browser, books), sizes)


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
    return book


def _times(browser: "Browser", books: "dict[str, Book]") -> Times:
    """Ask both books in turns, so that a busy neighbour disturbs both alike."""
    _analyse()
    times: Times = {}
    for number in range(ROUNDS + WARMING):
        for which, book in books.items():
            for what, ask in _asked(browser, book).items():
                began = time.perf_counter()
                ask()
                taken = 1000 * (time.perf_counter() - began)
                if number >= WARMING:
                    times.setdefault((what, which), []).append(taken)
    return times


def _analyse() -> None:
    """Let the planner know the tables, as autovacuum does within a minute."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _asked(browser: "Browser", book: "Book") -> dict[str, Callable[[], None]]:
    page = f"/books/{book.code}/"
    middle = f"{page}?before={book.head.seq // 2}"
    return {
        "page": lambda: _expect(browser.get(page), 200),
        "older page": lambda: _expect(browser.get(middle), 200),
        "write": lambda: _write(browser, page),
    }


def _write(browser: "Browser", page: str) -> None:
    said = {
        "client_uuid": str(uuid4()),
        "text": "Round of the perimeter without anything to report.",
        "occurred_at": datetime.now(ZONE).strftime("%Y-%m-%dT%H:%M"),
    }
    _expect(browser.post(f"{page}write/003/", said), 302)


def _expect(answer: Any, status: int) -> None:
    if answer.status_code != status:
        raise RuntimeError(f"{answer.status_code}: {answer.content.decode()[-6000:]}")


def _queries(browser: "Browser", books: "dict[str, Book]") -> dict[tuple[str, str], int]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    found = {}
    for which, book in books.items():
        for what, ask in _asked(browser, book).items():
            with CaptureQueriesContext(connection) as asked:
                ask()
            found[what, which] = len(asked)
    return found


def _result(times: Times, queries: dict[tuple[str, str], int], sizes: dict[str, int]) -> Result:
    rows = [("entries of the book", "", "p50 ms", "p95 ms", "queries")]
    for (what, which), taken in times.items():
        count = str(queries[what, which])
        rows.append(
            (f"{sizes[which]:,}", what, f"{_p(taken, 50):.1f}", f"{_p(taken, 95):.1f}", count)
        )
    ratios = {
        f"{what.replace(' ', '_')}_large_vs_small": statistics.median(
            large / small
            for small, large in zip(times[what, "small"], times[what, "large"], strict=True)
        )
        for what in ("page", "older page", "write")
    }
    figures = {
        f"{what.replace(' ', '_')}_p{percent}_ms": _p(times[what, "large"], percent)
        for what in ("page", "older page", "write")
        for percent in (50, 95)
    }
    grown = sum(queries[what, "large"] - queries[what, "small"] for what, _ in list(queries))
    return Result("book", ratios, figures | {"queries_more_in_the_large_book": grown}, rows)


def _p(taken: Sequence[float], percent: int) -> float:
    return statistics.quantiles(taken, n=100)[percent - 1]
