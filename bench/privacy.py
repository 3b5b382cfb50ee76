"""What the law wants gone of a large book: one person's data, and a night of retention.

One in ten entries is a correction or a hand-over, which an erasure reads for the person; before
it, somebody who was named in 2,000 entries was erased, so that redactions carry what is left.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

from bench.export import _peak_mb
from bench.full_books import fill
from bench.own_site import alone, analyse, make_tables, open_workspace, own_server, set_up
from bench.result import Result

USUAL_ENTRIES, DUE, DAYS, CODE = 100_000, 1_000, 30, "006"
KINDS = (*["entry"] * 18, "correction", "handover")
EVA, BRUNO = ("5060708", "Eva Peña Luna", 2_000), ("1020304", "Bruno Díaz Rojas", 3)
DONE = ("seconds", "processor_seconds", "more_mb")


def run(arguments: Sequence[str] = ()) -> Result:
    """Fill a book, then let something go of it, each in a process of its own."""
    parser = argparse.ArgumentParser(prog="python -m bench privacy")
    parser.add_argument("--entries", type=int, default=USUAL_ENTRIES)
    count = parser.parse_args(arguments).entries
    with own_server("privacy") as var:
        alone(_fill, var, count)
        found = {f"erasure_of_{who[2]}": alone(_erase, var, who) for who in (EVA, BRUNO)}
        found[f"retention_of_{DUE}"] = alone(_retain, var)
    rows: list[tuple[str, ...]] = [(f"of {count:,} entries", *DONE)]
    rows += [(what, *(f"{one[name]:.1f}" for name in DONE)) for what, one in found.items()]
    figures = {f"{what}_{name}": one[name] for what, one in found.items() for name in DONE}
    return Result("privacy", {}, {**figures, "entries": float(count)}, rows)


def _fill(var: str, count: int) -> None:
    set_up(var)
    make_tables()
    client = open_workspace("bench")
    from django.utils import timezone

    from tenancy.context import tenant_context
    from tenant_site.books.ledger import record_entry
    from tenant_site.books.models import Book, EntryType
    from tenant_site.entry_forms.models import FormVersion
    from tenant_site.entry_forms.values import clean_values
    from tenant_site.members.models import Member

    with tenant_context(client):
        book, by, kind = Book.objects.get(), Member.objects.get(), EntryType.objects.get(code=CODE)
        fill(book, by, list(EntryType.objects.offered()), count, KINDS)
        form: Any = FormVersion.objects.current(kind)
        given: dict[str, Any] = {"book": book, "author": by, "entry_type": kind, "form": form}
        for document, name, times in (EVA, BRUNO):
            names = ({"document": document, "name": name}, {"name": "Ana Gómez"})
            sent = {"visitors": [{**one, "movement": "in"} for one in names]}
            values = clean_values(form.form, sent)
            for _ in range(times):
                given |= {"occurred_at": timezone.now(), "client_uuid": uuid4()}
                record_entry(values=values, **given)
        analyse()


def _erase(var: str, who: tuple[str, str, int]) -> dict[str, float]:
    """Erase one person, as the thread beside the request does."""
    set_up(var)
    from public_site.models import Client
    from tenancy.context import tenant_context
    from tenant_site.members.models import Member
    from tenant_site.privacy.erasing import run_erasure
    from tenant_site.privacy.models import Erasure
    from tenant_site.registers.models import Person

    with tenant_context(Client.objects.get(slug="bench")):
        why = {"basis": "purpose", "asked_by": "person", "reason": "Request 4"}
        person, by = Person.objects.get(document_key=who[0]), Member.objects.get()
        erasure = Erasure.objects.create(person=person, is_of_person=True, by=by, **why)
        return _taken(lambda: run_erasure(erasure.pk).entry_count, who[2])


def _retain(var: str) -> dict[str, float]:
    """Let a thousand entries of one type go by age."""
    set_up(var)
    from public_site.models import Client
    from tenancy.context import tenant_context
    from tenant_site.books.models import Entry, EntryType
    from tenant_site.members.models import Member
    from tenant_site.privacy.retaining import retain_daily, set_retention

    with tenant_context(Client.objects.get(slug="bench")):
        kind, by = EntryType.objects.get(code=CODE), Member.objects.get()
        set_retention(entry_type=kind, content_days=DAYS, files_days=None, by=by)
        last = Entry.objects.filter(entry_type=kind).order_by("seq")[DUE]
        now = last.recorded_at + timedelta(days=DAYS)
        return _taken(lambda: retain_daily(now), f"{DUE} entries suppressed by age")


def _taken(work: Callable[[], object], expected: object) -> dict[str, float]:
    before, began, used = _peak_mb(), time.perf_counter(), time.process_time()
    if (said := work()) != expected:
        raise RuntimeError(f"{said} where it should be {expected}.")
    taken = (time.perf_counter() - began, time.process_time() - used, _peak_mb() - before)
    return dict(zip(DONE, taken, strict=True))
