"""Whom and what of the registers the chips of a search mean, so that all about them is one tap."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from tenant_site.directory.kinds import KINDS, Kind
from tenant_site.finding import chips
from tenant_site.finding.meaning import Question
from tenant_site.members.models import Member
from tenant_site.registers.models import Registered
from tenant_site.registers.models.registered import RegisteredQuerySet

CHIPS, SHOWN, LOOKED_AT = 3, 3, 200
_KINDS = {chips.PLATE: KINDS["vehicles"], chips.PERSON: KINDS["persons"]}


@dataclass(frozen=True)
class Known:
    """What one chip means in a register; `are_more` where its list shows others too."""

    kind: Kind
    asked: str
    rows: Sequence[tuple[Registered, str]]
    are_more: bool


def known_by(question: Question, *, reader: Member) -> list[Known]:
    """Return what the first chips mean of what `reader` may read there: a query for each.

    What many have, such as a first name, is asked of the first rows that have it.
    """
    found = (_known(named, reader) for named in question.named[:CHIPS])
    return [one for one in found if one.rows]


def _known(named: chips.Named, reader: Member) -> Known:
    kind = _KINDS[named.asks]
    rows: RegisteredQuerySet[Any] = kind.rows.with_fragments(" ".join(named.fragments))
    meant = rows.filter(*(_has(named.asks, one) for one in named.fragments)).order_by()
    few = kind.rows.filter(pk__in=meant.values("pk")[:LOOKED_AT]).readable_by(reader)
    met = few.select_related("merged_into").after(None)[: SHOWN * 3]
    stay = list({one.stays.pk: one.stays for one in met}.values())
    shown = [(one, kind.address_of(one)) for one in stay[:SHOWN]]
    return Known(kind, named.value, shown, len(stay) > SHOWN)


def _has(asks: str, fragment: str) -> Q:
    """Say it as the index of entries does: any part of a plate or document, a name's beginning."""
    if asks == chips.PLATE:
        return Q(plate_key__contains=fragment)
    begins = Q(name_key__startswith=fragment) | Q(name_key__contains=f" {fragment}")
    return begins | Q(document_key__contains=fragment)
