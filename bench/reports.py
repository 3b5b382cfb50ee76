"""A report of 200 entries with 100 photos: a worker's time, its memory above idle, the bytes."""

import argparse
import io
import random
import resource
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from bench.own_site import alone, make_tables, open_workspace, own_server, owners_browser, set_up
from bench.result import Result

if TYPE_CHECKING:
    from django.core.files.uploadedfile import SimpleUploadedFile

ENTRIES, PHOTOS, ROUNDS = 200, 100, 5
PHOTO_PIXELS = (1600, 1200)
DAY, MORNING = date(2026, 3, 2), datetime(2026, 3, 2, 11, tzinfo=UTC)
OK = 200


def run(arguments: Sequence[str] = ()) -> Result:
    """Write a day and issue its report, then make the PDF again and again in a fresh process."""
    parser = argparse.ArgumentParser(prog="python -m bench reports")
    parser.add_argument("--entries", type=int, default=ENTRIES)
    parser.add_argument("--photos", type=int, default=PHOTOS)
    chosen, _rest = parser.parse_known_args(arguments)
    with own_server("reports") as var:
        alone(_issue, var, chosen.entries, chosen.photos)
        found: dict[str, float] = alone(_measure, var)
    rows = [[f"{chosen.entries} entries, {chosen.photos} photos", "one report"]]
    rows += [[name.replace("_", " "), f"{value:,.2f}"] for name, value in found.items()]
    return Result("reports", figures=found, table=rows)


def _issue(var: str, entries: int, photos: int) -> None:
    set_up(var)
    make_tables()
    client = open_workspace("bench")
    from django.utils import timezone

    from tenancy.context import tenant_context
    from tenant_site.books.models import Book
    from tenant_site.members.models import Member
    from tenant_site.reports.issuing import issue_days
    from tenant_site.reports.models import Kind

    with tenant_context(client), timezone.override(client.zone):
        book, owner = Book.objects.get(), Member.objects.get()
        for number in range(entries):
            # spread evenly: the n-th entry has a photo where the share of photos grows by one
            has_photo = (number + 1) * photos // entries > number * photos // entries
            _write(book, owner, number, [_photo(number)] if has_photo else [])
        issue_days(
            kind=Kind.ACTIVITY,
            book=book,
            first=DAY,
            last=DAY,
            by=owner,
            address_of=lambda token: f"http://bench.localhost:8000/r/{token}/",
        )


def _write(book: Any, owner: Any, number: int, uploads: "list[SimpleUploadedFile]") -> None:
    from tenant_site.books.ledger import record_entry
    from tenant_site.books.models import EntryType

    at = MORNING + timedelta(minutes=number)
    record_entry(
        book=book,
        author=owner,
        entry_type=EntryType.objects.get(code="003"),
        text="Ronda perimetral completa, portón norte cerrado con candado. " * (1 + number % 4),
        occurred_at=at,
        client_uuid=uuid4(),
        uploads=uploads,
        clock=lambda: at,
    )


def _photo(number: int) -> "SimpleUploadedFile":
    """Make a photo that compresses as one of a gate at night does: shapes and grain."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image, ImageChops, ImageDraw

    chance = random.Random(number)  # noqa: S311  # the same photos in each run
    image = Image.new("RGB", PHOTO_PIXELS, (20, 30, 45))
    draw = ImageDraw.Draw(image)
    for _ in range(60):
        x, y = chance.randrange(PHOTO_PIXELS[0]), chance.randrange(PHOTO_PIXELS[1])
        colour = tuple(chance.randrange(40, 220) for _ in range(3))
        draw.rectangle((x, y, x + chance.randrange(400), y + chance.randrange(300)), fill=colour)
    grain = Image.effect_noise(PHOTO_PIXELS, 24).convert("RGB")
    data = io.BytesIO()
    ImageChops.overlay(image, grain).save(data, "JPEG", quality=88)
    return SimpleUploadedFile(f"{number}.jpg", data.getvalue(), content_type="image/jpeg")


def _measure(var: str) -> dict[str, float]:
    """Take the PDF along as a browser does, through the whole of the site."""
    set_up(var)
    from public_site.models import Client

    browser = owners_browser(Client.objects.get(slug="bench"))
    reports = "/books/main-gate/reports/"
    _ask(browser, reports)
    before, seconds, pdf = _peak_megabytes(), list[float](), b""
    for _ in range(ROUNDS):
        began = time.perf_counter()
        pdf = _ask(browser, f"{reports}1/1/pdf/")
        seconds.append(time.perf_counter() - began)
    return {
        "pdf_worker_seconds": max(seconds),
        "pdf_best_seconds": min(seconds),
        "pdf_peak_mb": _peak_megabytes() - before,
        "pdf_bytes": float(len(pdf)),
        "worker_before_mb": before,
    }


def _ask(browser: Any, path: str) -> bytes:
    status, body = browser.get(path)
    if status != OK:
        raise RuntimeError(f"{path} answered {status}.")
    return bytes(body)


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
