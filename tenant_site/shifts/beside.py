"""The way from an entry that shifts wrote to the page of what it is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from tenant_site.books.beside import Aside
from tenant_site.books.models import Entry
from tenant_site.members.models import Member

TEMPLATE = "shifts/_beside.html"


@dataclass(frozen=True)
class Way:
    """A link in words."""

    address: str
    words: str


def ways_from(entries: Sequence[Entry], reader: Member) -> Mapping[UUID, Aside]:
    """Return the ways from those of `entries` that shifts wrote; no query."""
    found = ((entry.pk, _way(entry)) for entry in entries)
    return {pk: Aside(way, in_list=TEMPLATE, on_page=TEMPLATE) for pk, way in found if way}


def _way(entry: Entry) -> Way | None:
    if entry.kind not in {"handover", "acceptance", "orders"}:
        return None
    facts = entry.facts
    if entry.kind == "orders":
        return Way(reverse("order_detail", args=[facts["order"]]), _("The order and its versions"))
    number = entry.seq if entry.kind == "handover" else int(facts["handover"])
    return Way(reverse("handover_detail", args=[entry.book.code, number]), _("The hand-over"))
