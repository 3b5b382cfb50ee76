"""Read all books again: seals, anchors, the bytes of files; beside the request, outcome kept."""

import functools
import logging
import uuid
from collections.abc import Iterator

from django.db import IntegrityError, transaction
from django.utils import timezone

from tenancy.inspection.verifying import Problem
from tenancy.threads import run_beside
from tenant_site.books.models import Book
from tenant_site.members.models import Member
from tenant_site.proofs.checks import FINDINGS_KEPT, SEEN_EVERY_SECONDS, Check
from tenant_site.proofs.reading_again import Reading, problems_beside
from tenant_site.proofs.stored_files import WHOLE, Share

logger = logging.getLogger(__name__)
NIGHTS = 7  # within which each file is read once


class CheckRuns(Exception):
    """A check is running already."""


class DoesNotHold(Exception):
    """A check found what it must not find."""


def check_daily() -> None:
    """Check the workspace in force, reading a seventh of its files: every night another one.

    Leaves it to a check that somebody has begun: it reads more.

    Raises:
        DoesNotHold: something was found; it stands on the page "Integrity".
    """
    try:
        check = begin_check(by=None)
    except CheckRuns:
        return
    run_check(check.pk, share=Share(timezone.localdate().toordinal() % NIGHTS, NIGHTS))
    check.refresh_from_db()
    if not check.holds:
        raise DoesNotHold(check.broke_off or f"{check.finding_count}: {check.findings}")


@transaction.atomic
def begin_check(*, by: Member | None) -> Check:
    """Note that a check begins; what was interrupted is given up.

    Raises:
        CheckRuns: one is running.
    """
    Check.objects.all().give_up_interrupted()
    try:
        with transaction.atomic():
            return Check.objects.create(asked_by=by)
    except IntegrityError as taken:
        raise CheckRuns from taken


@transaction.atomic
def ask_for_check(*, by: Member) -> Check:
    """Begin a check of everything beside the request, once this is committed.

    Were the process to end meanwhile, another check may begin in minutes.

    Raises:
        CheckRuns: one is running.
    """
    check = begin_check(by=by)
    work = functools.partial(run_check, check.pk)
    transaction.on_commit(functools.partial(run_beside, work, name=f"check-{check.pk}"))
    return check


def run_check(pk: uuid.UUID, *, share: Share = WHOLE) -> None:
    """Do what `begin_check` noted; whatever happens, it ends with an outcome.

    One that was given up meanwhile stays interrupted.
    """
    check = Check.objects.get(pk=pk)
    try:
        for problem in _problems(check, share):
            check.finding_count += 1
            if check.finding_count <= FINDINGS_KEPT:
                check.findings.append([problem.code, problem.place, problem.message])
    except Exception as reason:  # whatever it is, whoever waits must read it
        logger.exception("The check %s broke off.", pk)
        check.broke_off = f"{type(reason).__name__}: {reason}"[:200]
    Check.objects.all().end(check)


def _problems(check: Check, share: Share) -> Iterator[Problem]:
    books = list(Book.objects.order_by("code"))
    reading = Reading(books, share=share, tell=functools.partial(_show, check))
    yield from reading.entries()
    yield from reading.anchors()
    yield from problems_beside()
    yield from reading.files()


def _show(check: Check, reading: Reading) -> None:
    """Note how far it has come, for whoever waits; every few seconds, and once it is known."""
    begins = check.wanted_count != reading.wanted_count
    check.wanted_count = reading.wanted_count
    check.entry_count, check.file_count = reading.entry_count, reading.file_count
    if begins or (timezone.now() - check.seen_at).total_seconds() > SEEN_EVERY_SECONDS:
        check.seen_at = timezone.now()
        check.save(update_fields=["seen_at", "wanted_count", "entry_count", "file_count"])
