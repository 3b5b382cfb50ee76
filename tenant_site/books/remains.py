"""What is left of an entry whose content went: carried on by the redaction that took it out.

The redaction seals it among its own values, by the entry's number. Where that redaction's content
went too, a later one carries on what was still to stand.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import prefetch_related_objects

from tenant_site.books.models import Entry, EntryContent
from tenant_site.members.models import Member

REMAINS = "remains"
Remains = dict[str, Mapping[str, Any]]  # by the number of the entry, as text


def load_remains(entries: Iterable[Entry]) -> None:
    """Let each erased entry read as what is left of it, and its author as they are called today.

    Costs two queries where any was erased, and one more for each time that what was left went.
    """
    erased = [one for one in entries if not one.content.is_shown]
    prefetch_related_objects(erased, "author")
    orders = orders_of(erased)
    for entry in erased:
        left = remains_in(orders[entry.pk]) if entry.pk in orders else {}
        said = left.get(str(entry.seq), {})
        entry.content.facts = {"author": _as_of_today(entry.author), **said}


def orders_of(erased: Iterable[Entry]) -> dict[UUID, EntryContent]:
    """Return, by entry, the content of the redaction that carries on what is left of it, if any.

    Costs a query, and one more for each time that what was left went again.
    """
    return {pk: order for pk, order in _last_orders(erased).items() if order.is_shown}


def last_redactions_of(entries: Iterable[Entry]) -> dict[UUID, EntryContent]:
    """Return, by erased entry, the content of the last redaction that took out any of it.

    Costs a query where any was erased, and one more for each time that what was left went.
    """
    erased = [one for one in entries if not one.content.is_shown]
    return _last_orders(erased)


def _last_orders(erased: Iterable[Entry]) -> dict[UUID, EntryContent]:
    """Follow each entry from redaction to redaction while what was left went again."""
    found: dict[UUID, EntryContent] = {}
    waiting = {one.pk: one.content.redacted_by_id for one in erased}
    while waiting:
        orders = EntryContent.objects.select_related("entry").in_bulk(set(waiting.values()))
        last = {pk: orders[key] for pk, key in waiting.items() if key in orders}
        found |= last
        waiting = {pk: order.redacted_by_id for pk, order in last.items() if not order.is_shown}
    return found


def remains_in(order: EntryContent) -> Remains:
    """Return what the content of a redaction carries on of other entries."""
    return dict(order.values.get(REMAINS, {}))


def _as_of_today(author: Member) -> dict[str, str]:
    named = {"name": author.display_name, "badge": author.badge or ""}
    return {key: text for key, text in named.items() if text}
