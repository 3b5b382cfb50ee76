"""Two rows of a register side by side, and what would stay of them."""

from dataclasses import dataclass
from typing import Any

from tenant_site.directory.kinds import Kind
from tenant_site.directory.merge_form import MergeForm
from tenant_site.registers.merging import lent_by
from tenant_site.registers.models import Ban, Mention, Person, Registered, Vehicle


@dataclass(frozen=True)
class Side:
    """One of the two: what it says, and how much hangs on it."""

    row: Registered
    address: str
    cells: list[tuple[str, str]]
    entries_count: int
    bans_count: int


@dataclass(frozen=True)
class Outcome:
    """What would be said if `stays` stayed; `is_found_by` is what leads to it besides."""

    stays: Registered
    cells: list[tuple[str, str]]
    is_found_by: str


def compared(kind: Kind, row: Registered, form: MergeForm) -> dict[str, Any]:
    """Return both sides, and the outcome of either choice; two counts for each side."""
    both = [row, form.other] if form.other else [row]
    return {
        "chosen": form.other.pk if form.other and form.wants_other else row.pk,
        "sides": [_side(kind, one) for one in both],
        "outcomes": [_outcome(kind, both[place], both[place - 1]) for place in range(len(both))],
    }


def _side(kind: Kind, row: Registered) -> Side:
    mentions = Mention.objects.filter(**{kind.name: row}).values("entry").distinct()
    bans = Ban.objects.about(row).count() if isinstance(row, Person | Vehicle) else 0
    return Side(row, kind.address_of(row), kind.cells(row), mentions.count(), bans)


def _outcome(kind: Kind, stays: Registered, goes: Registered) -> Outcome:
    lent = lent_by(goes, stays)
    said = zip(kind.columns, kind.cells(stays), strict=True)
    cells = [(label, words or lent.get(name, "")) for name, (label, words) in said]
    return Outcome(stays, cells, str(goes))
