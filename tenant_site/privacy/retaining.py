"""Let go of what has been kept long enough: by type of entry, a bounded part of it each night."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from tenant_site.activity import note
from tenant_site.books.composing import KIND_PUBLICATION, KIND_REDACTION
from tenant_site.books.models import Attachment, Entry, EntryType
from tenant_site.books.models.entry import EntryQuerySet
from tenant_site.books.remains import load_remains
from tenant_site.members.models import Member
from tenant_site.privacy.models import Redaction, Retention, entries_held
from tenant_site.privacy.remainders import carried, kept
from tenant_site.privacy.repeated import says_something
from tenant_site.privacy.suppressing import BATCH, Cause, Wanted, let_go_what_can, suppress
from tenant_site.privacy.targets import loaded, words_below
from tenant_site.privacy.words import BY_RETENTION, WordsGoing, words_standing

MOST_BATCHES = 50  # of a type in one night


@dataclass(frozen=True)
class Due:
    """What of a type would go today: entries, files, and entries that a legal hold keeps."""

    entry_count: int
    file_count: int
    held_count: int


@transaction.atomic
def set_retention(
    *, entry_type: EntryType, content_days: int | None, files_days: int | None, by: Member
) -> Retention:
    """Decide how long entries of a type keep what they say, and their files; None is for ever."""
    days = {"content_days": content_days, "files_days": files_days}
    rule, _made = Retention.objects.update_or_create(
        entry_type=entry_type, defaults={**days, "set_by": by, "set_at": timezone.now()}
    )
    after = " / ".join(str(one or "∞") for one in days.values())
    note("retention_set", by=by, about=entry_type.name, after=after)
    return rule


def due(rule: Retention, now: datetime | None = None) -> Due:
    """Count what `rule`, saved or not, would let go at this moment."""
    now = now or timezone.now()
    contents, files, held = _contents(rule, now), _files(rule, now), kept()
    return Due(
        contents.filter(~held).count(),
        files.exclude(entry__in=_held(rule)).count(),
        contents.filter(held).count(),
    )


def retain_daily(now: datetime | None = None) -> str:
    """Let go of what is due, of every type; say how many entries that were."""
    now = now or timezone.now()
    count = sum(_retain(rule, now) for rule in Retention.objects.all().limited())
    return f"{count} entr{'y' if count == 1 else 'ies'} suppressed by age" if count else ""


def _retain(rule: Retention, now: datetime) -> int:
    """Let go batch by batch, each with a redaction; what is more than a night's is left."""
    count, refused = 0, set[UUID]()
    for _ in range(MOST_BATCHES):
        gone = _retain_batch(rule, now, refused)
        if gone is None:
            break
        count += gone
    if count:
        note("retention_ran", about=rule.entry_type.name, entries=count)
    return count


@transaction.atomic
def _retain_batch(rule: Retention, now: datetime, refused: set[UUID]) -> int | None:
    """Return of how many entries something went; None when nothing more is due."""
    wanted = _next_contents(rule, now, refused) or _next_files(rule, now, refused)
    if wanted is None:
        return None
    kept = let_go_what_can(wanted, partial(_suppress, rule))
    refused |= {entry.pk for entry in kept}
    return len(wanted.numbers) - len(kept)


def _suppress(rule: Retention, wanted: Wanted) -> None:
    redaction = suppress(wanted, Cause(BY_RETENTION, "", "", rule.set_by))
    Redaction.objects.create(
        entry=redaction,
        entry_type=rule.entry_type,
        entry_count=len(wanted.numbers),
        file_count=len(wanted.files),
    )


def _next_contents(rule: Retention, now: datetime, but: Collection[UUID]) -> Wanted | None:
    free = _contents(rule, now).filter(~kept()).exclude(pk__in=but)
    found = list(free.order_by("book", "seq").select_for_update(of=("content",))[:BATCH])
    of_book = [one for one in found if one.book_id == found[0].book_id]
    return _with_words(of_book, _before(rule.content_days, now)) if of_book else None


def _with_words(entries: Sequence[Entry], before: datetime) -> Wanted:
    """Return what of entries of one book goes, with all words below them.

    Where an entry was silenced before, what was said below it since has a time of its own.
    """
    load_remains(entries)
    silent = [one for one in entries if not says_something(one)]
    saying = [one for one in entries if says_something(one)]
    words = words_below(saying) + words_below(silent, before=before)
    return Wanted(entries[0].book, saying, words=words)


def _next_files(rule: Retention, now: datetime, but: Collection[UUID]) -> Wanted | None:
    free = _files(rule, now).exclude(entry__in=_held(rule)).exclude(entry__in=but)
    ordered = free.select_related("entry__book").order_by("entry__book", "entry__seq", "position")
    found: Sequence[Attachment] = list(ordered.select_for_update(of=("self",))[:BATCH])
    of_book = [one for one in found if one.entry.book_id == found[0].entry.book_id]
    return Wanted(of_book[0].entry.book, files=of_book, words=WordsGoing()) if of_book else None


def _contents(rule: Retention, now: datetime) -> EntryQuerySet:
    """Return the entries whose content, what is left of it, or words below it are too old.

    Redactions always stay, and what they carry goes with the entry of which it is; forms that were
    published stay too.
    """
    if rule.content_days is None:
        return Entry.objects.none()
    before = _before(rule.content_days, now)
    comments, follow_ups, steps = words_standing(before)
    says = Q(content__content__isnull=False) | Q(pk__in=carried())
    says |= Q(pk__in=comments.values("entry")) | Q(pk__in=follow_ups.values("entry"))
    says |= Q(pk__in=steps.exclude(words="").values("follow_up__entry"))
    found = loaded().filter(says, entry_type=rule.entry_type_id, recorded_at__lt=before)
    return found.exclude(kind__in=[KIND_REDACTION, KIND_PUBLICATION])


def _files(rule: Retention, now: datetime) -> "QuerySet[Attachment]":
    if rule.files_days is None:
        return Attachment.objects.none()
    before = _before(rule.files_days, now)
    of_type = Attachment.objects.filter(entry__entry_type=rule.entry_type_id)
    return of_type.filter(entry__recorded_at__lt=before, content__isnull=False)


def _before(days: int | None, now: datetime) -> datetime:
    """Return the moment since when things are kept."""
    return now - timedelta(days=days or 0)


def _held(rule: Retention) -> EntryQuerySet:
    return Entry.objects.filter(entries_held(), entry_type=rule.entry_type_id)
