"""What stands beside entries, for the pages of the books.

One query however many entries there are, and three more where something stands beside one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tenant_site.books.beside import Aside, Panel, Tab
from tenant_site.books.models import Book, Entry
from tenant_site.matters.annulled import mark_annulled
from tenant_site.matters.forms import CommentForm
from tenant_site.matters.models import (
    Comment,
    CommentQuerySet,
    FollowUp,
    FollowUpQuerySet,
    ReadingRule,
    Review,
    Verdict,
)
from tenant_site.matters.reviewing import KIND_APPROVAL, may_review
from tenant_site.members.models import Member

MOST_COUNTED, MOST_LISTED = 99, 5
TOUCHED = """
SELECT entry_id FROM matters_followup WHERE entry_id = ANY(%(ids)s) AND closed_at IS NULL
UNION SELECT entry_id FROM matters_review WHERE entry_id = ANY(%(ids)s)
UNION SELECT entry_id FROM matters_comment WHERE entry_id = ANY(%(ids)s)
"""


@dataclass
class Matters:
    """What stands beside one entry, and what its reader may add."""

    entry: Entry
    reader: Member
    open_follow_ups: list[FollowUp] = field(default_factory=list)  # those that a list names
    open_count: int = 0
    reviews: list[Review] = field(default_factory=list)
    comments_count: int = 0

    @property
    def is_quiet(self) -> bool:
        """Say whether a list has nothing to show of it."""
        return not (self.open_follow_ups or self.reviews or self.comments_count or self.is_approval)

    @property
    def unlisted_count(self) -> int:
        """How many more there are: a list says so, the entry's page names them."""
        return self.open_count - len(self.open_follow_ups)

    @property
    def is_approval(self) -> bool:
        """Say whether the entry is a signature under others."""
        return self.entry.kind == KIND_APPROVAL

    @property
    def approves(self) -> list[str]:
        """The numbers that this entry approves, as it sealed them."""
        return [span.replace("-", "–") for span in self.entry.facts.get("approves", [])]

    @property
    def follow_ups(self) -> FollowUpQuerySet:
        """All follow-ups of the entry, for its page."""
        return FollowUp.objects.on([self.entry]).select_related("assigned_to")

    @property
    def comments(self) -> CommentQuerySet:
        """What was said of the entry, for its page."""
        return Comment.objects.on(self.entry).select_related("redacted_by")

    @property
    def comment_form(self) -> CommentForm:
        """The form below the comments."""
        return CommentForm()

    @property
    def may_write(self) -> bool:
        """Say whether the reader may comment and open follow-ups."""
        return not self.reader.never_writes

    @property
    def may_review(self) -> bool:
        """Say whether the reader may still say something of the entry."""
        return may_review(self.reader, self.entry) and not self._said(Verdict.APPROVED)

    @property
    def may_see(self) -> bool:
        """Say whether the reader may still mark the entry as seen."""
        return self.may_review and not self._said(Verdict.SEEN)

    def _said(self, verdict: Verdict) -> bool:
        return any(one.by_id == self.reader.pk and one.verdict == verdict for one in self.reviews)


def state_of(entries: Sequence[Entry], reader: Member) -> Mapping[UUID, Aside]:
    """Return what stands beside each of `entries`."""
    matters = {entry.pk: Matters(entry, reader) for entry in entries}
    if touched := _touched(entries):
        _load(matters, touched)
    return {pk: _aside(one) for pk, one in matters.items()}


def _touched(entries: Sequence[Entry]) -> list[Entry]:
    """Return those of `entries` beside which something stands: few, on most pages none."""
    with connection.cursor() as cursor:
        cursor.execute(TOUCHED, {"ids": [entry.pk for entry in entries]})
        found = {entry_id for (entry_id,) in cursor.fetchall()}
    return [entry for entry in entries if entry.pk in found]


def _load(matters: Mapping[UUID, Matters], touched: Sequence[Entry]) -> None:
    still_open = FollowUp.objects.on(touched).open().first_of_each(MOST_LISTED)
    for one in still_open.select_related("assigned_to"):
        matters[one.entry_id].open_follow_ups.append(one)
        matters[one.entry_id].open_count = one.of  # type: ignore[attr-defined]  # annotated
    for review in Review.objects.on(touched):
        matters[review.entry_id].reviews.append(review)
    for entry_id, count in Comment.objects.counted(touched).items():
        matters[entry_id].comments_count = count


def _aside(matters: Matters) -> Aside:
    in_list = "" if matters.is_quiet else "matters/_in_list.html"
    return Aside(matters, in_list=in_list, on_page="matters/_on_page.html")


def panel_of(book: Book, reader: Member) -> Panel | None:
    """Say to whoever reads `book` that it is noted, where it is."""
    is_noted = ReadingRule.objects.filter(book=book).exists()
    return Panel(None, "matters/_noted.html") if is_noted else None


def tabs_of(book: Book, reader: Member) -> list[Tab]:
    """Return the ways from `book` to its follow-ups, reviews and readings."""
    found = [Tab("follow-ups", _follow_ups_of(book), _("Follow-ups"), _still_open(book))]
    if reader.writes_every_book:
        found.append(Tab("review", reverse("book_review", args=[book.code]), _("Review")))
    if reader.is_owner or reader.never_writes:
        found.append(Tab("readings", reverse("reading_list", args=[book.code]), _("Readings")))
    return found


def _follow_ups_of(book: Book) -> str:
    return f"{reverse('follow_up_list')}?book={book.code}"


def _still_open(book: Book) -> str:
    """Say how many are open; counting ends where nobody counts any more."""
    count = FollowUp.objects.in_book(book).open()[: MOST_COUNTED + 1].count()
    if count > MOST_COUNTED:
        return _("many open")
    return (
        ngettext("%(counter)s open", "%(counter)s open", count) % {"counter": count}
        if count
        else ""
    )


def open_lines(book: Book) -> list[str]:
    """Return what is still to be done in `book`, for who hands it over; three queries at most.

    Of very many the most urgent are named and the others counted: an entry has an end.
    """
    words = _("%(about)s (entry %(number)d)"), _("%(about)s (entry %(number)d, annulled)")
    still_open = FollowUp.objects.open().in_book(book)
    named = mark_annulled(still_open.for_list()[: MOST_COUNTED + 1])
    lines = [
        words[one.is_of_annulled] % {"about": one.about, "number": one.entry.seq} for one in named
    ]
    if len(lines) <= MOST_COUNTED:
        return lines
    others = still_open.count() - MOST_COUNTED
    told = ngettext("… and %(count)d more follow-up", "… and %(count)d more follow-ups", others)
    return [*lines[:MOST_COUNTED], told % {"count": others}]
