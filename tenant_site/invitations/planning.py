"""Say for each row of a file what importing it would do, and why not."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenant_site.books.models import Book
from tenant_site.invitations.csv_text import NotReadable, table
from tenant_site.invitations.file_plan import Change, FilePlan
from tenant_site.invitations.headings import columns_of
from tenant_site.invitations.models import Invitation
from tenant_site.invitations.rows import Row, RowReader
from tenant_site.members.models import Member, Role


class Fate(models.TextChoices):
    """What becomes of a row."""

    ERROR = "error", gettext_lazy("to put right")
    ADDED = "added", gettext_lazy("new, by badge")
    INVITED = "invited", gettext_lazy("invited by e-mail")
    CHANGED = "changed", gettext_lazy("changed")
    UNCHANGED = "unchanged", gettext_lazy("as it is")


@dataclass
class Planned:
    """A row with its fate; `member` is whom it changes."""

    row: Row
    fate: Fate
    member: Member | None = None
    changes: list[Change] = field(default_factory=list)

    @property
    def role(self) -> Role:
        """The role of somebody who comes in: a guard unless the file says more."""
        return self.row.role or Role.GUARD

    @property
    def lets_in(self) -> bool:
        """Say whether somebody may sign in afterwards who may not now."""
        reopened = any(change.field == "is_active" for change in self.changes)
        return reopened or self.fate in {Fate.ADDED, Fate.INVITED}

    @property
    def name(self) -> str:
        """The name to show: that of the file, or else the member's."""
        return self.row.name or (self.member.display_name if self.member else "")

    @property
    def tone(self) -> str:
        """The badge in which the design system shows the fate."""
        tones = {Fate.ERROR: "danger", Fate.CHANGED: "warning", Fate.UNCHANGED: ""}
        return tones.get(self.fate, "success")

    def __repr__(self) -> str:
        row, changes = self.row, [(one.field, one.before, one.after) for one in self.changes]
        books = [str(book.pk) for book in row.books]
        who = (row.number, row.name, row.badge, row.email, str(self.role), books, row.errors)
        return repr((who, str(self.fate), self.member and str(self.member.pk), changes))


class Plan(FilePlan[Planned]):
    """What importing a file of members would do."""

    @property
    def newcomers_count(self) -> int:
        """Return how many more people could sign in afterwards."""
        return sum(one.lets_in for one in self.rows)


def plan_of(text: str, *, by: Member) -> Plan:
    """Compare the file with the members as they are now; five queries, however many rows.

    Raises:
        NotReadable: the file is no table of members.
    """
    headings, *body = table(text) or [[]]
    places, ignored = columns_of(headings)
    reader = RowReader(places, Book.objects.all())
    rows = [reader.read(number, cells) for number, cells in enumerate(body, 2) if any(cells)]
    if not rows:
        raise NotReadable(_("The file has headings and no rows."))
    planner = _Planner(by)
    return Plan([planner.plan(row) for row in rows], ignored)


class _Planner:
    """Knows the members and who is invited."""

    def __init__(self, by: Member) -> None:
        members = Member.objects.select_related("user").prefetch_related("books")
        waiting = Invitation.objects.unanswered().prefetch_related("books")
        self._by = by
        self._members = list(members)
        self._by_badge = {one.badge: one for one in self._members if one.badge}
        self._by_email = {one.user.email: one for one in self._members if one.user.email}
        self._waiting = {one.email: one for one in waiting if one.state != "expired"}
        self._foreseen = {one.badge: one for one in self._waiting.values() if one.badge}
        self._seen: dict[str, int] = {}
        self._rows_of: dict[Member, int] = {}

    def plan(self, row: Row) -> Planned:
        """Return what becomes of the row."""
        row.errors += self._repeats(row)
        if row.errors:
            return Planned(row, Fate.ERROR)
        member = self._by_badge.get(row.badge) or self._by_email.get(row.email)
        planned = self._known(row, member) if member else self._new(row)
        if row.errors:
            planned.fate = Fate.ERROR
        return planned

    def _repeats(self, row: Row) -> Iterator[str]:
        """Name what stood in a row before: a badge or an address is one person's."""
        for value in filter(None, (row.badge, row.email)):
            first = self._seen.setdefault(value, row.number)
            if first != row.number:
                yield _("“%(value)s” stands in row %(row)s already.") % {
                    "value": value,
                    "row": first,
                }

    def _known(self, row: Row, member: Member) -> Planned:
        row.errors += self._mistaken(row, member)
        first = self._rows_of.setdefault(member, row.number)
        if first != row.number:
            row.errors.append(_("This is the same person as in row %(row)s.") % {"row": first})
        changes = list(_changes(row, member))
        if member == self._by and any(one.field == "role" for one in changes):
            row.errors.append(_("You cannot change your own role."))
        return Planned(row, Fate.CHANGED if changes else Fate.UNCHANGED, member, changes)

    def _mistaken(self, row: Row, member: Member) -> Iterator[str]:
        """Say when badge and address are two people's."""
        of_address = self._by_email.get(row.email, member)
        if of_address != member or (member.user.email and row.email not in {"", member.user.email}):
            yield _("The badge %(badge)s is that of %(name)s.") % {
                "badge": row.badge,
                "name": member.display_name,
            }
        elif row.email and not member.user.email:
            yield _(
                "%(name)s signs in by badge alone. Leave the e-mail empty, or invite this address."
            ) % {"name": member.display_name}
        elif row.badge in self._foreseen:
            yield self._foreseen_for(row)

    def _new(self, row: Row) -> Planned:
        waiting = self._waiting.get(row.email)
        if waiting is not None:
            if not _says_the_same(row, waiting):
                row.errors.append(
                    _("%(email)s is invited already, otherwise. Revoke that invitation first.")
                    % {"email": row.email}
                )
            return Planned(row, Fate.UNCHANGED)
        if row.badge in self._foreseen:
            row.errors.append(self._foreseen_for(row))
        if not row.name and not row.email:
            row.errors.append(_("The name is missing."))
        return Planned(row, Fate.INVITED if row.email else Fate.ADDED)

    def _foreseen_for(self, row: Row) -> str:
        email = self._foreseen[row.badge].email
        return _("The badge %(badge)s is kept for %(email)s, who is invited.") % {
            "badge": row.badge,
            "email": email,
        }


def _says_the_same(row: Row, waiting: Invitation) -> bool:
    role, books = row.role or Role.GUARD, {book.pk for book in row.books}
    same_badge = (waiting.badge or "") == row.badge
    return waiting.role == role and same_badge and books == {b.pk for b in waiting.books.all()}


def _changes(row: Row, member: Member) -> Iterator[Change]:
    """Name what the row says otherwise; an empty cell leaves things as they are."""
    if row.name and row.name != member.display_name:
        yield Change("display_name", _("Name"), member.display_name, row.name)
    if row.badge and row.badge != member.badge:
        yield Change("badge", _("Badge"), member.badge or "–", row.badge)
    if row.role and row.role != member.role:
        yield Change("role", _("Role"), member.get_role_display(), str(row.role.label))
    before = {book.pk: book.name for book in member.books.all()}
    if row.books and {book.pk for book in row.books} != set(before):
        after = ", ".join(book.name for book in row.books)
        yield Change("books", _("Books"), ", ".join(before.values()) or "–", after)
    if not member.is_active:
        yield Change("is_active", _("May sign in"), _("no"), _("yes"))
