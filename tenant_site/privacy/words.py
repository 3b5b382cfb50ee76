"""What a redaction says: in words that can be erased again, and in codes that are sealed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tenancy.context import current_tenant
from tenant_site.books.models import Entry, EntryType
from tenant_site.books.redacting import Order
from tenant_site.matters.models import Comment, FollowUp, FollowUpStep
from tenant_site.matters.numbers import spans_of
from tenant_site.privacy.models import AskedBy, Basis

if TYPE_CHECKING:
    from tenant_site.privacy.suppressing import Cause

TYPE_CODE, TYPE_NAME = "suppression", gettext_noop("Suppression of data")
BY_RETENTION = "retention"
GONE = "—"  # in the place of words that a page leads on by
COMMENT, FOLLOW_UP, STEP = "comment", "follow_up", "step"


@dataclass(frozen=True)
class WordsGoing:
    """Comments and words of follow-ups that go with it; each with its entry loaded."""

    comments: Sequence[Comment] = ()
    follow_ups: Sequence[FollowUp] = ()
    steps: Sequence[FollowUpStep] = ()

    @property
    def entries(self) -> list[Entry]:
        """The entries below which they stand."""
        found = [comment.entry for comment in self.comments]
        found += [follow_up.entry for follow_up in self.follow_ups]
        return found + [step.follow_up.entry for step in self.steps]

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self.comments) + len(self.follow_ups) + len(self.steps)

    @property
    def keys(self) -> list[str]:
        """What the redaction seals of them: the kind and the number of each."""
        return [
            f"{kind}:{one.pk}"
            for kind, found in (
                (COMMENT, self.comments),
                (FOLLOW_UP, self.follow_ups),
                (STEP, self.steps),
            )
            for one in found
        ]

    def __add__(self, other: "WordsGoing") -> "WordsGoing":
        return WordsGoing(
            [*self.comments, *other.comments],
            [*self.follow_ups, *other.follow_ups],
            [*self.steps, *other.steps],
        )

    def only(self, numbers: Collection[int]) -> "WordsGoing":
        """Keep what stands below the entries of these numbers."""
        return WordsGoing(
            [one for one in self.comments if one.entry.seq in numbers],
            [one for one in self.follow_ups if one.entry.seq in numbers],
            [one for one in self.steps if one.follow_up.entry.seq in numbers],
        )

    def go(self, redaction: Entry) -> None:
        """Let them go; the database takes it for what `redaction` names."""
        by = {"redacted_by": redaction}
        Comment.objects.filter(pk__in=_keys(self.comments)).update(text="", **by)
        FollowUp.objects.filter(pk__in=_keys(self.follow_ups)).update(about=GONE, **by)
        FollowUpStep.objects.filter(pk__in=_keys(self.steps)).update(words="", **by)


def words_standing(
    before: datetime | None = None,
) -> "tuple[QuerySet[Comment], QuerySet[FollowUp], QuerySet[FollowUpStep]]":
    """Return all words below entries that nobody suppressed; only those said before a moment."""
    comments = Comment.objects.filter(redacted_by=None)
    follow_ups = FollowUp.objects.filter(redacted_by=None)
    steps = FollowUpStep.objects.filter(redacted_by=None)
    if before is None:
        return comments, follow_ups, steps
    return (
        comments.filter(at__lt=before),
        follow_ups.filter(opened_at__lt=before),
        steps.filter(at__lt=before),
    )


def order_of(cause: "Cause", numbers: Sequence[int], words: WordsGoing) -> tuple[Order, EntryType]:
    """Return what the redaction says, in the language of the workspace, and its type."""
    spans = [str(span) for span in spans_of(numbers)]
    facts: dict[str, str | Sequence[str]] = {"suppresses": spans, "basis": cause.basis}
    facts |= {"asked_by": cause.asked_by} if cause.asked_by else {}
    facts |= {"words": words.keys} if words.keys else {}
    language = str(getattr(current_tenant(), "language", "en"))
    with translation.override(language):
        return Order(_text(cause, spans), facts), _entry_type()


def _text(cause: "Cause", spans: Sequence[str]) -> str:
    told = {"numbers": ", ".join(span.replace("-", "–") for span in spans), "reason": cause.reason}
    if cause.basis == BY_RETENTION:
        return _("Suppressed because their time to be kept is over: %(numbers)s.") % told
    basis, asked_by = Basis(cause.basis).label, AskedBy(cause.asked_by).label
    told |= {"basis": str(basis), "asked_by": str(asked_by)}
    return (
        _("Suppressed by law: %(numbers)s.\n%(basis)s. Asked for by: %(asked_by)s.\n%(reason)s")
        % told
    )


def _entry_type() -> EntryType:
    made, _made = EntryType.objects.get_or_create(
        code=TYPE_CODE,
        defaults={"name": _(TYPE_NAME), "icon": "eraser", "severity": "notice", "is_active": False},
    )
    return made


def _keys(found: Sequence[Comment | FollowUp | FollowUpStep]) -> list[int]:
    return [one.pk for one in found]
