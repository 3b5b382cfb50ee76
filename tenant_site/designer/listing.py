"""The list of types as owners see it: each with its version, its draft and its use."""

from dataclasses import dataclass

from django.db.models import Count

from tenant_site.books.models import Entry, EntryType
from tenant_site.designer.models import FormDraft
from tenant_site.designer.published import versions_in_force


@dataclass(frozen=True)
class TypeRow:
    """A type, the number of its version (0: the plain form) and how often it was used."""

    entry_type: EntryType
    version: int
    entries_count: int
    is_draft: bool
    place: int

    @property
    def above(self) -> int:
        """The place above."""
        return max(0, self.place - 1)

    @property
    def below(self) -> int:
        """The place below."""
        return self.place + 1


@dataclass(frozen=True)
class TypeList:
    """Every type of the workspace, in order."""

    offered: list[TypeRow]
    retired: list[TypeRow]


def list_types() -> TypeList:
    """Return all types in a fixed number of queries; counts every entry once."""
    types = list(EntryType.objects.order_by("-is_active", "position", "code"))
    use = dict(Entry.objects.order_by().values_list("entry_type").annotate(Count("pk")))
    drafts = set(FormDraft.objects.exclude(definition=None).values_list("pk", flat=True))
    versions = versions_in_force()
    rows = [
        TypeRow(one, versions.get(one.pk, 0), use.get(one.pk, 0), one.pk in drafts, place)
        for place, one in enumerate(types)
    ]
    offered = [row for row in rows if row.entry_type.is_active]
    return TypeList(offered, rows[len(offered) :])
