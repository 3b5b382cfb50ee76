"""Entries of a book as CSV and as XLSX, each made in a process of its own whose memory is watched.

`--entries 10000` is what the issue names. The tables go through the whole of the site: address,
member, form, response.
"""

import argparse
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from bench.full_books import fill
from bench.legacy import _open, _set_up
from bench.result import Result
from stack import folders, postgres

USUAL_ENTRIES, OK = 10_000, 200
COLUMNS = ("number", "recorded_at", "occurred_at", "type", "author", "text", "answers", "annulled")


def run(arguments: Sequence[str] = ()) -> Result:
    """Fill a book, then take it out twice."""
    parser = argparse.ArgumentParser(prog="python -m bench export")
    parser.add_argument("--entries", type=int, default=USUAL_ENTRIES)
    count = parser.parse_args(arguments).entries
    with tempfile.TemporaryDirectory(prefix="newsbook-export-") as scratch:
        var = Path(scratch) / "var"
        folders.open_var(var)
        with postgres.hold(var):
            _alone(_open, str(var))
            _alone(_fill, str(var), count)
            found = {ending: _alone(_measure, str(var), ending) for ending in ("csv", "xlsx")}
    return _result(found, count)


def _alone(work: Callable[..., Any], *given: Any) -> Any:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as child:
        return child.submit(work, *given).result()


def _fill(var: str, count: int) -> None:
    _set_up(var)
    from django.core.management import call_command

    from public_site.models import Client
    from tenancy.context import tenant_context
    from tenant_site.books.models import Book, EntryType
    from tenant_site.members.models import Member

    call_command("collectstatic", interactive=False, verbosity=0)
    with tenant_context(Client.objects.get(slug="bench")):
        fill(Book.objects.get(), Member.objects.get(), list(EntryType.objects.offered()), count)


def _measure(var: str, ending: str) -> dict[str, float]:
    """Download the table as an owner does, and throw it away piece by piece."""
    _set_up(var)
    from django.test import Client as Browser

    from public_site.models import Client
    from tenancy.context import tenant_context
    from tenant_site.books.models import Book
    from tenant_site.members.models import Member

    browser = Browser(headers={"host": "bench.localhost:8000"})
    with tenant_context(Client.objects.get(slug="bench")):
        browser.force_login(Member.objects.get().user)
        address = f"/books/{Book.objects.get().code}/table/"
    browser.get(address)
    before, began = _peak_mb(), time.perf_counter()
    answer: Any = browser.get(f"{address}entries.{ending}", {"columns": COLUMNS})
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


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _result(found: dict[str, dict[str, float]], count: int) -> Result:
    rows = [(f"{count:,} entries as", *next(iter(found.values())))]
    rows += [(ending, *(f"{one:,.1f}" for one in said.values())) for ending, said in found.items()]
    figures = {
        f"{ending}_{name}": one for ending, said in found.items() for name, one in said.items()
    }
    return Result("export", {}, {**figures, "entries": float(count)}, rows)
