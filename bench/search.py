"""The first page of a search in a small and in a large workspace, asked as people ask.

`--entries 1000000` for the large one. Both workspaces are asked in turns through the whole of the
site: middleware, session, member, index, templates.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.book import LARGE, SMALL, _analyse, _open, _p
from bench.full_books import fill
from bench.result import Result
from stack import folders, postgres

if TYPE_CHECKING:
    from django.test import Client as Browser

    from public_site.models import Client

OK, ROUNDS, WARMING = 200, 30, 3
BLOCK, RARE_EVERY, NAMES = 2_000, 997, 400
SINCE = "2020-01-01"
ASKED = {
    "common word": "q=perimeter",
    "rare word": "q=giraffe",
    "three words": "q=visitor+workshop+exit",
    "plate fragment": "q=plate:C12",
    "person": "q=person:ruiz7",
    "all chips": "q=lorry+seal+plate:c1+person:ana+by:olga+book:gate+severity:routine"
    f"&since={SINCE}&until=2100-01-01",
}
Times = dict[tuple[str, str], list[float]]  # (what, which workspace) → milliseconds


def run(arguments: Sequence[str] = ()) -> Result:
    """Measure on a database server of its own."""
    parser = argparse.ArgumentParser(prog="python -m bench search")
    parser.add_argument("--entries", type=int, default=LARGE)
    large = parser.parse_args(arguments).entries
    with tempfile.TemporaryDirectory(prefix="newsbook-search-") as scratch:
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
    from django.core.management import call_command

    from tenancy.provisioning.templates import make_template

    call_command("migrate_schemas", shared=True, interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    make_template("en")
    sizes = {"small": SMALL, "large": large}
    browsers = {which: _browser(_open(which), size) for which, size in sizes.items()}
    _analyse()
    return _result(_times(browsers), _queries(browsers), sizes)


def _browser(client: "Client", count: int) -> "Browser":
    """Fill the workspace, and return its owner's browser."""
    from django.test import Client as Browser

    from tenancy.context import tenant_context
    from tenant_site.books.models import Book, EntryType
    from tenant_site.members.models import Member

    browser = Browser(headers={"host": f"{client.slug}.localhost:8000"})
    with tenant_context(client):
        owner = Member.objects.get()
        fill(Book.objects.get(), owner, list(EntryType.objects.offered()), count)
        _index()
        browser.force_login(owner.user)
    return browser


def _index() -> None:
    """Index what `fill` wrote as the site does, each entry naming a person and a plate."""
    from django.db import connection, transaction

    from tenant_site.books.models import Entry
    from tenant_site.finding import indexing

    entries = Entry.objects.select_related("content", "entry_type").order_by("seq")
    last = entries.values_list("seq", flat=True).last() or 0
    with connection.cursor() as cursor:  # built at once it is the same index, in less time
        cursor.execute("DROP INDEX entry_words")
    for first in range(1, last + 1, BLOCK):
        block = entries.filter(seq__gte=first, seq__lt=first + BLOCK)
        with transaction.atomic():
            indexing.write(_named(list(block)))
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE INDEX entry_words ON finding_entrywords USING gin (words)"
            " WITH (fastupdate = off)"
        )


def _named(entries: "list[Any]") -> "Iterator[Any]":
    from dataclasses import replace

    from tenant_site.finding import indexing
    from tenant_site.finding.words import marks_of
    from tenant_site.registers.naming import PERSON, VEHICLE, Named

    for entry, (place, found) in zip(entries, indexing._found_of(entries), strict=True):
        at, number = entry.occurred_at, entry.seq
        plate = f"ab{'cdefgh'[number % 6]}{number * 7 % 1000:03}"
        columns = {"name_key": f"ana ruiz{number % NAMES}", "document_key": f"{number:08}"}
        named = [
            Named(VEHICLE, plate, {}, "cars", 0, "plate", at),
            Named(PERSON, "", columns, "visitors", 0, "name", at),
        ]
        rare = [] if number % RARE_EVERY else ["giraffe"]
        words, marks = [*found.words, *rare], [*found.marks, *marks_of(named)]
        yield place, replace(found, words=words, marks=marks)


def _times(browsers: "dict[str, Browser]") -> Times:
    """Ask both workspaces in turns, so that a busy neighbour disturbs both alike."""
    times: Times = {}
    for number in range(ROUNDS + WARMING):
        for which, browser in browsers.items():
            for what in ASKED:
                began = time.perf_counter()
                _ask(browser, what)
                taken = 1000 * (time.perf_counter() - began)
                if number >= WARMING:
                    times.setdefault((what, which), []).append(taken)
    return times


def _ask(browser: "Browser", what: str) -> None:
    """Open a page of hits; a search that finds nothing would measure nothing."""
    answer = browser.get(f"/search/?{ASKED[what]}")
    if answer.status_code != OK or b"entry__number" not in answer.content:
        raise RuntimeError(f"{answer.status_code}: nothing was found for {what}.")


def _queries(browsers: "dict[str, Browser]") -> dict[tuple[str, str], int]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    found = {}
    for which, browser in browsers.items():
        for what in ASKED:
            with CaptureQueriesContext(connection) as asked:
                _ask(browser, what)
            found[what, which] = len(asked)
    return found


def _result(times: Times, queries: dict[tuple[str, str], int], sizes: dict[str, int]) -> Result:
    rows = [("entries of the workspace", "", "p50 ms", "p95 ms", "queries")]
    for (what, which), taken in times.items():
        spent = f"{_p(taken, 50):.1f}", f"{_p(taken, 95):.1f}"
        rows.append((f"{sizes[which]:,}", what, *spent, str(queries[what, which])))
    ratios = {
        what: statistics.median(times[what, "large"]) / statistics.median(times[what, "small"])
        for what in ASKED
    }
    worst = max(_p(times[what, "large"], 95) for what in ASKED)
    grown = sum(queries[what, "large"] - queries[what, "small"] for what in ASKED)
    figures = {"search_p95_ms": worst, "queries_more_in_the_large_workspace": float(grown)}
    named = {f"{what.replace(' ', '_')}_large_vs_small": ratio for what, ratio in ratios.items()}
    return Result("search", {"search_large_vs_small": max(ratios.values()), **named}, figures, rows)
