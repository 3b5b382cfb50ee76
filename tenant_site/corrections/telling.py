"""What annuls an entry, and what it annuls, for the pages of the books: one query."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from tenant_site.books.beside import Aside
from tenant_site.books.models import Entry
from tenant_site.corrections.content import ANNULS, reason_of
from tenant_site.corrections.models import Correction
from tenant_site.corrections.permission import may_correct
from tenant_site.members.models import Member


@dataclass(frozen=True)
class Standing:
    """Whether an entry holds, what annuls it, what it annuls."""

    entry: Entry
    reader: Member
    annulled_by: Correction | None
    corrects: Correction | None

    @property
    def may_correct(self) -> bool:
        """Say whether the reader may annul it now."""
        return self.annulled_by is None and may_correct(self.reader, self.entry)

    @property
    def reason(self) -> str:
        """Why this entry annuls another one."""
        return reason_of(self.entry)

    @property
    def reason_against(self) -> str:
        """Why another entry annuls this one."""
        return reason_of(self.annulled_by.entry) if self.annulled_by else ""

    @property
    def story(self) -> "list[Told]":
        """All corrections that began with the same entry, one after the other, for its page."""
        known = self.annulled_by or self.corrects
        return [Told(one) for one in Correction.objects.of_root(known.root_id)] if known else []


@dataclass(frozen=True)
class Told:
    """One correction of a story."""

    correction: Correction

    @property
    def by(self) -> Entry:
        """The entry that corrects."""
        return self.correction.entry

    @property
    def annulled_seq(self) -> str:
        """The number that it annuls, as it sealed it."""
        return str(self.by.facts.get(ANNULS, ""))

    @property
    def carries(self) -> bool:
        """Say whether right values take the place of the annulled ones."""
        return self.correction.carries

    @property
    def reason(self) -> str:
        """Why it was corrected."""
        return reason_of(self.by)


def state_of(entries: Sequence[Entry], reader: Member) -> Mapping[UUID, Aside]:
    """Return of each of `entries` how it stands."""
    found = list(Correction.objects.touching(entries))
    by, of = {one.annuls_id: one for one in found}, {one.entry_id: one for one in found}
    return {
        entry.pk: _aside(Standing(entry, reader, by.get(entry.pk), of.get(entry.pk)))
        for entry in entries
    }


def struck(entry_ids: Collection[UUID]) -> set[UUID]:
    """Return which of these entries are annulled; one query."""
    found = Correction.objects.filter(annuls__in=entry_ids)
    return set(found.values_list("annuls_id", flat=True))


def _aside(standing: Standing) -> Aside:
    is_touched = standing.annulled_by or standing.corrects
    return Aside(
        standing,
        in_list="corrections/_in_list.html" if is_touched else "",
        on_page="corrections/_on_page.html",
        strikes=standing.annulled_by is not None,
    )
