"""Whom a new PIN is offered for, and for whom it would end what they have."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import QueryDict

from tenant_site.invitations.models import MemberImport
from tenant_site.invitations.pins import CARDS_AT_ONCE
from tenant_site.members.models import Member


@dataclass(frozen=True)
class Choice:
    """Members by what a new PIN means to them."""

    fresh: list[Member]  # never signed in: nothing is lost
    settled: list[Member]  # have a password of their own, which would go
    refused: list[Member]  # their password is not this owner's
    left_count: int  # who would be offered were there room
    asked: bool  # for some by name

    @classmethod
    def of(cls, query: QueryDict, *, allowed: QuerySet[Member]) -> Self:
        """Sort those whom the address names, or else all who have never signed in."""
        chosen = _ids(query.getlist("member"))
        if not chosen:
            waiting = _without_pin(allowed, _of_import(query.get("import", "")))
            return cls(
                list(waiting[:CARDS_AT_ONCE]),
                [],
                [],
                max(0, waiting.count() - CARDS_AT_ONCE),
                asked=False,
            )
        mine = list(allowed.filter(pk__in=chosen).select_related("user", "pin"))
        return cls(
            [one for one in mine if one.user.last_login is None],
            [one for one in mine if one.user.last_login is not None],
            list(Member.objects.filter(pk__in=chosen - {one.pk for one in mine})),
            left_count=0,
            asked=True,
        )


def _without_pin(allowed: QuerySet[Member], ids: Iterable[str] | None) -> QuerySet[Member]:
    """Keep those who never signed in, who have no card yet first."""
    some = allowed if ids is None else allowed.filter(pk__in=ids, pin=None)
    return (
        some.filter(Q(user__last_login=None))
        .select_related("user", "pin")
        .order_by("pin__made_at", "display_name")
    )


def _of_import(asked: str) -> list[str] | None:
    import_id = next(iter(_ids([asked])), None)
    if import_id is None:
        return None
    kept = MemberImport.objects.filter(pk=import_id).first()
    return list(kept.added_ids) if kept else []


def _ids(words: Iterable[str]) -> set[UUID]:
    found = set()
    for word in words:
        try:
            found.add(UUID(word))
        except ValueError:
            continue
    return found
