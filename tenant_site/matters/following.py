"""Open a follow-up, hand it on, finish it; each act is one step that stays."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from tenancy.violations import violated_constraint
from tenant_site.books.models import Entry
from tenant_site.books.repeats import SentBefore
from tenant_site.entry_forms.texts import plain
from tenant_site.matters.models import FollowUp, FollowUpStep, Step
from tenant_site.members.models import Member

SENT_ONCE = "follow_up_is_sent_once"


class FollowUpRefused(Exception):
    """Nothing changed: somebody was quicker, or there was nothing to change."""


class AlreadyDone(FollowUpRefused):
    """It was done before."""


class StillOpen(FollowUpRefused):
    """It cannot be opened again, for it is open."""


class NothingChanges(FollowUpRefused):
    """It is assigned and due as was asked for, and nothing was said."""


class ChangedSince(FollowUpRefused):
    """What was changed is no longer what was seen; `held` is how it is now."""

    def __init__(self, held: FollowUp) -> None:
        super().__init__()
        self.held = held


class Opening(NamedTuple):
    """What was asked for when a follow-up was opened, whatever was changed since."""

    entry_id: UUID
    by_id: UUID
    about: str
    assigned_name: str
    due_on: date | None


@dataclass(frozen=True)
class Seen:
    """Who had it and until when on the page from which it is changed."""

    assigned_to_id: UUID | None
    due_on: date | None


def open_follow_up(
    *,
    entry: Entry,
    by: Member,
    about: str,
    assigned_to: Member | None,
    due_on: date | None,
    client_uuid: UUID,
) -> FollowUp:
    """Open a follow-up of `entry`; sent again, return the one that was opened.

    Raises:
        SentBefore: the same form was sent before with other words.
    """
    try:
        with transaction.atomic():
            follow_up = FollowUp.objects.create(
                entry=entry,
                about=about,
                assigned_to=assigned_to,
                due_on=due_on,
                client_uuid=client_uuid,
            )
            _note(follow_up, Step.OPENED, by=by)
            return follow_up
    except IntegrityError as problem:
        if violated_constraint(problem) != SENT_ONCE:
            raise
        first = FollowUp.objects.get(client_uuid=client_uuid)
    asked = Opening(entry.pk, by.pk, plain(about), _name_of(assigned_to), due_on)
    if _opening_of(first) != asked:
        raise SentBefore(first)
    return first


@transaction.atomic
def change_follow_up(
    *,
    follow_up: FollowUp,
    by: Member,
    assigned_to: Member | None,
    due_on: date | None,
    words: str = "",
    seen: Seen | None = None,
) -> FollowUp:
    """Assign it, say until when, or add a word to its history; what is as `seen` stays as it is.

    Raises:
        AlreadyDone: it was done meanwhile.
        NothingChanges: all of that holds already.
        ChangedSince: somebody else changed the same since it was seen.
    """
    held = _held(follow_up)
    if not held.is_open:
        raise AlreadyDone
    before = Seen(held.assigned_to_id, held.due_on)
    wanted = Seen(assigned_to.pk if assigned_to else None, due_on)
    now = _settled(before, wanted, seen or before)
    if now is None:
        raise ChangedSince(held)
    if now == before and not words:
        raise NothingChanges
    held.assigned_to_id, held.due_on = now.assigned_to_id, now.due_on
    return _take(held, Step.CHANGED, by=by, words=words)


@transaction.atomic
def finish_follow_up(*, follow_up: FollowUp, by: Member, words: str) -> FollowUp:
    """Say that it is done, and how.

    Raises:
        AlreadyDone: somebody was quicker.
    """
    held = _held(follow_up)
    if not held.is_open:
        raise AlreadyDone
    held.closed_at = timezone.now()
    return _take(held, Step.DONE, by=by, words=words)


@transaction.atomic
def reopen_follow_up(*, follow_up: FollowUp, by: Member, words: str) -> FollowUp:
    """Open it again, and say why.

    Raises:
        StillOpen: it is open.
    """
    held = _held(follow_up)
    if held.is_open:
        raise StillOpen
    held.closed_at = None
    return _take(held, Step.REOPENED, by=by, words=words)


def _opening_of(follow_up: FollowUp) -> Opening:
    step = follow_up.steps.get(step=Step.OPENED)
    about = plain(follow_up.about)
    return Opening(follow_up.entry_id, step.by_id, about, step.assigned_name, step.due_on)


def _name_of(member: Member | None) -> str:
    return member.display_name if member else ""


def _settled(held: Seen, wanted: Seen, seen: Seen) -> Seen | None:
    """Return what holds from now on; None when two people changed the same."""
    person, day = held.assigned_to_id, held.due_on
    if wanted.assigned_to_id != seen.assigned_to_id:
        if person not in {seen.assigned_to_id, wanted.assigned_to_id}:
            return None
        person = wanted.assigned_to_id
    if wanted.due_on != seen.due_on:
        if day not in {seen.due_on, wanted.due_on}:
            return None
        day = wanted.due_on
    return Seen(person, day)


def _held(follow_up: FollowUp) -> FollowUp:
    """Return it as it is now, locked until commit."""
    locked = FollowUp.objects.select_for_update(of=("self",)).select_related("assigned_to")
    return locked.get(pk=follow_up.pk)


def _take(follow_up: FollowUp, step: Step, *, by: Member, words: str) -> FollowUp:
    follow_up.save(update_fields=["assigned_to", "due_on", "closed_at"])
    _note(follow_up, step, by=by, words=words)
    return follow_up


def _note(follow_up: FollowUp, step: Step, *, by: Member, words: str = "") -> None:
    FollowUpStep.objects.create(
        follow_up=follow_up,
        by=by,
        by_name=by.display_name,
        step=step,
        words=words,
        assigned_name=_name_of(follow_up.assigned_to),
        due_on=follow_up.due_on,
    )
