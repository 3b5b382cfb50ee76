"""Erase by procedure: decided by an owner, run in batches, taken up again where it broke off."""

import logging
from collections.abc import Sequence
from functools import partial
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from tenancy.threads import run_beside
from tenant_site.activity import note
from tenant_site.members.models import Member
from tenant_site.privacy.models import Erasure, Redaction
from tenant_site.privacy.suppressing import Cause, Wanted, let_go_what_can, suppress
from tenant_site.privacy.targets import Target, target_of

_PROGRESS = (
    "seen_at",
    "ended_at",
    "broke_off",
    "entry_count",
    "file_count",
    "words_count",
    "held_count",
)
logger = logging.getLogger(__name__)


class NothingToErase(Exception):
    """Nothing is left that could go: it went before, or a legal hold keeps it."""


@transaction.atomic
def begin_erasure(
    *,
    id: UUID,  # noqa: A002  # made by the form, so that it is begun once
    target: Target,
    parts: Sequence[str],
    basis: str,
    asked_by: str,
    reason: str,
    by: Member,
) -> Erasure:
    """Note what is to go and begin it beside the request, once this is committed.

    Sent again, it returns what was begun. Were the process to end meanwhile, `daily` takes it up.

    Raises:
        NothingToErase: it went before, or a legal hold keeps all of it.
    """
    first = Erasure.objects.filter(pk=id).first()
    if first is not None:
        return first
    wanted_count = target.count()
    if not wanted_count:
        raise NothingToErase
    erasure = Erasure.objects.create(
        id=id,
        **target.reference(),
        parts=list(parts),
        basis=basis,
        asked_by=asked_by,
        reason=reason,
        by=by,
        wanted_count=wanted_count,
    )
    note("erasure_begun", by=by, about=target.about(), reason=reason)
    work = partial(run_erasure, erasure.pk)
    transaction.on_commit(partial(run_beside, work, name=f"erasure-{erasure.pk}"))
    return erasure


def run_erasure(pk: UUID) -> Erasure:
    """Let go of batch after batch until nothing is left; whatever happens, it says how far it is.

    Each batch is one transaction and one redaction; run twice at once, one waits for the other,
    and what went is not asked for again. An entry that the database refuses hides none beside or
    after it: it is tried anew the next time.
    """
    refused: set[UUID] = set()
    try:
        while _run_batch(pk, refused):
            pass
    except Exception as reason:  # whatever it is, whoever waits must read it
        logger.exception("The erasure %s broke off.", pk)
        broke_off = type(reason).__name__
        Erasure.objects.filter(pk=pk, ended_at=None).update(broke_off=broke_off)
    return Erasure.objects.get(pk=pk)


def resume_daily() -> str:
    """Take up erasures that were interrupted; say how many."""
    left = list(Erasure.objects.all().interrupted().values_list("pk", flat=True))
    for pk in left:
        run_erasure(pk)
    return f"{len(left)} erasure{'' if len(left) == 1 else 's'} taken up" if left else ""


@transaction.atomic
def _run_batch(pk: UUID, refused: set[UUID]) -> bool:
    """Let one batch go; False when there was none, and it is over."""
    erasure = Erasure.objects.select_for_update(of=("self",)).select_related("by").get(pk=pk)
    if erasure.is_over:
        return False
    target = target_of(erasure)
    wanted = target.next_batch(refused)
    erasure.seen_at, erasure.broke_off = timezone.now(), ""
    if wanted is not None:
        kept = let_go_what_can(wanted, partial(_suppress, erasure, target))
        refused |= {entry.pk for entry in kept}
    elif refused and target.next_batch() is not None:
        erasure.broke_off = IntegrityError.__name__
    else:
        erasure.held_count, erasure.ended_at = target.held_count(), timezone.now()
        target.finish(erasure)
    Erasure.objects.filter(pk=pk).update(**{name: getattr(erasure, name) for name in _PROGRESS})
    return wanted is not None


def _suppress(erasure: Erasure, target: Target, wanted: Wanted) -> None:
    cause = Cause(erasure.basis, erasure.asked_by, erasure.reason, erasure.by)
    redaction = suppress(wanted, cause)
    entry_count, file_count = len(wanted.numbers), len(wanted.files)
    Redaction.objects.create(
        entry=redaction, erasure=erasure, entry_count=entry_count, file_count=file_count
    )
    target.went(wanted)
    erasure.entry_count += entry_count
    erasure.file_count += file_count
    erasure.words_count += wanted.words.count
