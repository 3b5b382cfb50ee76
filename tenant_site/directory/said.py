"""What entries say besides of whom or what they name, in one line each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tenant_site.books.models import Entry
from tenant_site.books.remains import load_remains
from tenant_site.entry_forms.models import FormVersion
from tenant_site.entry_forms.rows import Rows
from tenant_site.registers.models import Mention

TOLD = {"movement", "time"}  # columns that the page of a row shows for themselves
NAMES = {"person": {"document", "name"}, "item": {"code", "serial", "name", "description"}}


@dataclass(frozen=True)
class Event:
    """An entry that names somebody, and what its row says of them besides."""

    mention: Mention
    said: str


def events_of(mentions: Sequence[Mention], *, name: str) -> list[Event]:
    """Return what each entry says besides of what it names, a `name` such as `person`.

    Entries and their content should be loaded. Costs a query, and those of what is left where an
    entry was erased, however many they are.
    """
    entries: dict[Any, Entry] = {}
    for mention in mentions:
        mention.entry = entries.setdefault(mention.entry_id, mention.entry)
    load_remains(entries.values())
    versions = FormVersion.objects.of_each(
        (entry.entry_type_id, entry.form_version) for entry in entries.values()
    )
    return [
        Event(
            one, _said(one, versions.get((one.entry.entry_type_id, one.entry.form_version)), name)
        )
        for one in mentions
    ]


def _said(mention: Mention, version: FormVersion | None, name: str) -> str:
    """Return the cells of its row that neither name it nor stand on the page for themselves."""
    rows: Any = mention.entry.content.values.get(mention.field)
    kind = version.form[mention.field].kind if version and isinstance(rows, list) else None
    if not isinstance(kind, Rows) or mention.row >= len(rows):
        return ""
    row, told = rows[mention.row], TOLD | {mention.column} | NAMES.get(name, set())
    told |= {"type"} if mention.person_type_id else set()
    cells = [one for one in kind.columns if one.name in row and one.name not in told]
    return " · ".join(f"{one.label}: {one.read(row[one.name])}" for one in cells)
