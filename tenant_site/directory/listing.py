"""One page of a register: by name, or what has the words that were asked for."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms

from tenant_site.directory.kinds import Kind
from tenant_site.members.models import Member
from tenant_site.registers.keys import MAX_WORDS, fragments_of
from tenant_site.registers.models import Ban, Registered
from tenant_site.registers.models.registered import RegisteredQuerySet

ROWS_A_PAGE, SUGGESTED = 50, 8


class ListAsked(forms.Form):
    """What is looked for in a register; a page continues after a row."""

    q = forms.CharField(required=False, max_length=MAX_WORDS)
    retired = forms.BooleanField(required=False)
    after = forms.UUIDField(required=False)

    @property
    def words(self) -> str:
        """What stands in the box."""
        return str(self.data.get("q", ""))[:MAX_WORDS].strip()

    @property
    def shows_retired(self) -> bool:
        """Say whether retired rows are wanted too."""
        return bool(self.data.get("retired"))

    @property
    def after_id(self) -> UUID | None:
        """The row after which the page begins, where the address names one."""
        self.is_valid()
        found: UUID | None = self.cleaned_data.get("after")
        return found


@dataclass(frozen=True)
class Line:
    """One row as the list shows it: what leads to its page, and the other columns."""

    row: Registered
    address: str
    name: str
    cells: list[tuple[str, str]]
    is_banned: bool = False


@dataclass(frozen=True)
class Listed:
    """A page of a register that never shifts; `further` is the query of the one that follows."""

    lines: list[Line]
    further: str = ""
    is_too_short: bool = False
    waits_for_words: bool = False


def page_of(kind: Kind, asked: ListAsked, *, reader: Member) -> Listed:
    """Return the page of a register that `asked` names; three queries at most.

    Guards ask for somebody: nobody browses all persons who ever came to posts of others.
    """
    words = asked.words
    if words and not fragments_of(words):
        return Listed([], is_too_short=True)
    if not words and not reader.reads_every_book and "book" not in kind.columns:
        return Listed([], waits_for_words=True)
    found = list(_asked(kind, asked, reader)[: ROWS_A_PAGE + 1])
    shown, further = found[:ROWS_A_PAGE], ""
    if len(found) > ROWS_A_PAGE:
        flags = {"q": words, "retired": "1" if asked.shows_retired else ""}
        kept = {name: said for name, said in flags.items() if said}
        further = urlencode({**kept, "after": str(shown[-1].pk)})
    stopped = Ban.objects.in_force().readable_by(reader).whose(shown) if kind.is_banned else ()
    lines = [line_of(kind, row) for row in shown]
    marked = [
        replace(one, is_banned=(one.row.merged_into_id or one.row.pk) in stopped) for one in lines
    ]
    return Listed(marked, further)


def others_like(kind: Kind, row: Registered, words: str) -> list[Line]:
    """Return some other rows of the register that have `words`: what may be the same."""
    found = kind.rows.standing().with_fragments(words).exclude(pk=row.pk)
    return [line_of(kind, one) for one in found.after(None)[:SUGGESTED]]


def line_of(kind: Kind, row: Registered) -> Line:
    """Return a row as lists show it."""
    first, *others = kind.cells(row)
    name = first[1] or str(row)
    return Line(
        row,
        kind.address_of(row),
        name,
        [(label, "" if words == name else words) for label, words in others],
    )


def _asked(kind: Kind, asked: ListAsked, reader: Member) -> RegisteredQuerySet[Any]:
    rows = kind.rows.readable_by(reader)
    rows = rows.with_fragments(asked.words) if asked.words else rows.standing()
    if not asked.shows_retired:
        rows = rows.in_use()
    last = kind.rows.filter(pk=asked.after_id).first() if asked.after_id else None
    return rows.select_related("merged_into").after(last.place if last else None)
