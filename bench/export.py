"""Entries of a book, and hits of a search, as tables: each in a process whose memory is watched.

`--entries 10000` is what the issue names. The tables go through the whole of the site: address,
member, form, response. In the same workspace a register of 50,000 persons is asked for parts.
"""

import argparse
import resource
import time
from collections.abc import Sequence
from typing import Any

from bench.full_books import fill
from bench.indexed import index_all
from bench.own_site import alone, analyse, make_tables, open_workspace, own_server, set_up
from bench.result import Result

USUAL_ENTRIES, PERSONS, ROUNDS, OK = 10_000, 50_000, 20, 200
COLUMNS = ("number", "recorded_at", "occurred_at", "type", "author", "text", "answers", "annulled")
TABLES = {  # what it is called → where it is, and what is asked of it
    "csv": ("/books/main-gate/table/entries.csv", {"columns": COLUMNS}),
    "xlsx": ("/books/main-gate/table/entries.xlsx", {"columns": COLUMNS}),
    "hits_csv": ("/search/entries.csv", {"since": "2000-01-01"}),
    "hits_xlsx": ("/search/entries.xlsx", {"since": "2000-01-01"}),
}
ASKED = {"a page": "", "document": "?q=04567", "name": "?q=eva+9f", "common": "?q=eva"}
MANY = """
INSERT INTO registers_person (id, document, document_key, name, name_key, company, created_at)
SELECT gen_random_uuid(), n, n, 'Eva ' || md5(n::text), 'eva ' || md5(n::text), 'Aguas', now()
FROM generate_series(100001, 100000 + %s) n
"""


def run(arguments: Sequence[str] = ()) -> Result:
    """Fill a book, then take it out, and a search of all of it; fill a register, then ask it."""
    parser = argparse.ArgumentParser(prog="python -m bench export")
    parser.add_argument("--entries", type=int, default=USUAL_ENTRIES)
    count = parser.parse_args(arguments).entries
    with own_server("export") as var:
        alone(_fill, var, count)
        found = {what: alone(_measure, var, what) for what in TABLES}
        asked = alone(_ask, var)
    return _result(found, asked, count)


def _fill(var: str, count: int) -> None:
    set_up(var)
    make_tables()
    client = open_workspace("bench")
    from django.db import connection

    from tenancy.context import tenant_context
    from tenant_site.books.models import Book, EntryType
    from tenant_site.members.models import Member

    with tenant_context(client):
        fill(Book.objects.get(), Member.objects.get(), list(EntryType.objects.offered()), count)
        index_all()
        with connection.cursor() as cursor:
            cursor.execute(MANY, [PERSONS])
        analyse()


def _browser(var: str) -> Any:
    """Sign the owner in, and return what asks the site as a browser does."""
    set_up(var)
    from django.test import Client as Browser

    from public_site.models import Client
    from tenancy.context import tenant_context
    from tenant_site.members.models import Member

    browser = Browser(headers={"host": "bench.localhost:8000"})
    with tenant_context(Client.objects.get(slug="bench")):
        browser.force_login(Member.objects.get().user)
    return browser


def _measure(var: str, what: str) -> dict[str, float]:
    """Download the table as an owner does, and throw it away piece by piece."""
    browser, (page, asked) = _browser(var), TABLES[what]
    browser.get("/search/")
    before, began = _peak_mb(), time.perf_counter()
    answer = browser.get(page, asked)
    if answer.status_code != OK:
        raise RuntimeError(f"{answer.status_code}: there is no table to measure.")
    size = sum(len(piece) for piece in answer.streaming_content)
    seconds = time.perf_counter() - began
    return {
        "seconds": seconds,
        "megabytes": size / 2**20,
        "peak_mb": _peak_mb(),
        "more_mb": _peak_mb() - before,
    }


def _ask(var: str) -> dict[str, float]:
    """Return the slowest of many pages of the register, in milliseconds, for each question."""
    browser, found = _browser(var), dict[str, float]()
    for what, query in ASKED.items():
        taken = []
        for number in range(ROUNDS + 1):
            began = time.perf_counter()
            answer = browser.get(f"/registers/persons/{query}")
            if b"Eva" not in answer.content:
                raise RuntimeError(f"Nobody was found for {what}.")
            taken += [1000 * (time.perf_counter() - began)] if number else []
        found[what] = sorted(taken)[-2]
    return found


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _result(found: dict[str, dict[str, float]], asked: dict[str, float], count: int) -> Result:
    rows = [(f"{count:,} entries as", *next(iter(found.values())))]
    rows += [(ending, *(f"{one:,.1f}" for one in said.values())) for ending, said in found.items()]
    blank = [""] * (len(rows[0]) - 2)
    rows += [(f"{PERSONS:,} persons, {what}", f"{ms:.1f} ms", *blank) for what, ms in asked.items()]
    figures = {f"{end}_{name}": one for end, said in found.items() for name, one in said.items()}
    figures |= {f"persons_{what.replace(' ', '_')}_p95_ms": ms for what, ms in asked.items()}
    return Result("export", {}, {**figures, "entries": float(count)}, rows)
