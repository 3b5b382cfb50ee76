"""Sixteen writers into one book, a fifth of them rolled back, against a bare INSERT of the row.

What they wrote is proved; how fast a proof is shows a book of 100,000 entries, some with answers,
in which what a proof costs once does not count: proved three times from its first to its last.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from bench.full_books import fill
from bench.own_site import alone, analyse, make_tables, open_workspace, own_server, set_up
from bench.result import Result

if TYPE_CHECKING:
    from public_site.models import Client

WRITERS, PAIRS, SECONDS, ROLLED_BACK_EVERY = 16, 4, 1.8, 5
PROVED, PROOFS = 100_000, 3
BARE_TABLE = "CREATE TABLE bench_bare (LIKE books_entry, PRIMARY KEY (id))"


@dataclass(frozen=True)
class Round:
    """What all writers together committed in one round."""

    committed: int
    seconds: float

    @property
    def rate(self) -> float:
        """Return the committed rows per second."""
        return self.committed / self.seconds


def run(_: Sequence[str] = ()) -> Result:
    """Measure on a database server of its own, with commits that reach the disk."""
    with own_server("ledger") as var:
        result: Result = alone(_measure, var)
        return result


def _measure(var: str) -> Result:
    """Set Django up for the scratch folder, write, and look at what stands in the book."""
    client, author_id = _prepare(var)
    sealed: list[Round] = []
    bare: list[Round] = []
    with ProcessPoolExecutor(WRITERS, mp_context=get_context("fork")) as writers:
        for number in range(2 * PAIRS + 2):
            taken, write = ((sealed, _sealed), (bare, _bare))[(number + number // 2) % 2]
            taken.append(_round(writers, write, client, author_id))
    del sealed[0], bare[0]  # the first of each warms up
    return _result(sealed, bare, _look(client) | _prove(client))


def _prepare(var: str) -> "tuple[Client, Any]":
    set_up(var)
    from django.db import connection

    from tenancy.context import tenant_context
    from tenant_site.members.models import Member

    make_tables()
    client = open_workspace("bench")
    with tenant_context(client):
        author_id = Member.objects.get().pk
        with connection.cursor() as cursor:
            cursor.execute(BARE_TABLE)
    connection.close()  # the writers are forks and open their own
    return client, author_id


def _round(
    writers: ProcessPoolExecutor,
    write: "Callable[[Client, Any, float], int]",
    client: "Client",
    author_id: Any,
) -> Round:
    began = time.monotonic()
    until = began + SECONDS
    tasks = [writers.submit(write, client, author_id, until) for _ in range(WRITERS)]
    committed = sum(task.result() for task in tasks)
    return Round(committed, time.monotonic() - began)


def _sealed(client: "Client", author_id: Any, until: float) -> int:
    """Record entries as the workspace does."""
    from django.utils import timezone

    from tenancy.context import tenant_context
    from tenant_site.books.ledger import record_entry
    from tenant_site.books.models import Book, EntryType
    from tenant_site.members.models import Member

    with tenant_context(client):
        author, book = Member.objects.get(pk=author_id), Book.objects.get()
        entry_type = EntryType.objects.get(code="003")

        def write() -> None:
            record_entry(
                book=book,
                author=author,
                entry_type=entry_type,
                text="Round of the perimeter without anything to report.",
                occurred_at=timezone.now(),
                client_uuid=uuid4(),
            )

        return _write_until(until, write)


def _bare(client: "Client", author_id: Any, until: float) -> int:
    """Insert rows with the same columns into a table without number, seal, lock or trigger."""
    from django.db import connection

    from tenancy.context import tenant_context

    with tenant_context(client):
        columns, row = _bare_row(author_id)
        gaps = ", ".join(["%s"] * len(row))
        sql = f"INSERT INTO bench_bare ({columns}) VALUES ({gaps})"

        def write() -> None:
            with connection.cursor() as cursor:
                cursor.execute(sql, [uuid4(), *row[1:]])

        return _write_until(until, write)


def _bare_row(author_id: Any) -> tuple[str, list[Any]]:
    """Compose an entry and return its columns and values, the id first."""
    from django.utils import timezone

    from tenant_site.books.composing import compose
    from tenant_site.books.models import Book, EntryType
    from tenant_site.members.models import Member

    now = timezone.now()
    composed = compose(
        book=Book.objects.get(),
        author=Member.objects.get(pk=author_id),
        entry_type=EntryType.objects.get(code="003"),
        text="Round of the perimeter without anything to report.",
        values={},
        occurred_at=now,
        client_uuid=uuid4(),
        files=(),
    )
    row = vars(composed.row) | {
        "seq": 1,
        "recorded_at": now,
        "prev_hash": bytes(32),
        "hash": bytes(32),
    }
    return ", ".join(row), list(row.values())


def _write_until(until: float, write: Callable[[], None]) -> int:
    """Write rows that commit at once, each fifth rolled back; return how many were committed."""
    from django.db import transaction

    committed = number = 0
    while time.monotonic() < until:
        number += 1
        if number % ROLLED_BACK_EVERY:
            write()
            committed += 1
            continue
        with transaction.atomic():
            write()
            transaction.set_rollback(True)
    return committed


def _look(client: "Client") -> dict[str, float]:
    """Count what is missing and what does not hold in what was written."""
    from tenancy.context import tenant_context
    from tenant_site.books.models import Book, Entry
    from tenant_site.books.verification import verify

    with tenant_context(client):
        book = Book.objects.get()
        numbers = Entry.objects.filter(book=book).order_by("-seq").values_list("seq", flat=True)
        entries, last = len(numbers), numbers[0]
        breaks = len(list(verify(book, client_id=client.pk)))
    return {"gaps": float(last - entries), "breaks": float(breaks), "entries": float(entries)}


def _prove(client: "Client") -> dict[str, float]:
    """Time the proof of a long book, on the wall and by this process alone."""
    from tenancy.context import tenant_context
    from tenant_site.books.models import EntryType
    from tenant_site.books.opening import open_book
    from tenant_site.books.verification import verify
    from tenant_site.members.models import Member

    with tenant_context(client):
        book = open_book(client=client, name="Long")
        fill(book, Member.objects.get(), list(EntryType.objects.offered()), PROVED)
        analyse()
        walls, cpus = [], []
        for _ in range(PROOFS):
            began, worked = time.perf_counter(), time.process_time()
            if found := list(verify(book, client_id=client.pk)):
                raise RuntimeError(f"A book that nobody touched does not hold: {found[:3]}")
            walls.append(time.perf_counter() - began)
            cpus.append(time.process_time() - worked)
    return {
        "verified_entries": float(PROVED),
        "verify_per_second": PROVED / statistics.median(walls),
        "verify_cpu_us": 1e6 * statistics.median(cpus) / PROVED,
    }


def _result(sealed: list[Round], bare: list[Round], seen: dict[str, float]) -> Result:
    ratio = statistics.median(
        one.rate / other.rate for one, other in zip(sealed, bare, strict=True)
    )
    figures = seen | {
        "entries_per_second": statistics.median(one.rate for one in sealed),
        "bare_per_second": statistics.median(one.rate for one in bare),
        "writers": float(WRITERS),
    }
    rows = [
        ("sixteen writers, a fifth rolled back", "rows/s"),
        ("sealed into one book", f"{figures['entries_per_second']:,.0f}"),
        ("bare INSERT of the same row", f"{figures['bare_per_second']:,.0f}"),
        ("sealed / bare", f"{ratio:.3f}"),
        ("gaps", f"{seen['gaps']:.0f}"),
        ("broken links", f"{seen['breaks']:.0f}"),
        ("verified of 100,000", f"{seen['verify_per_second']:,.0f}"),
    ]
    return Result("ledger", {"sealed_vs_bare": ratio}, figures, rows)
