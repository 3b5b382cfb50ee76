"""Bans count before passes: which of those who may come are to be kept out."""

from collections.abc import Sequence

from django.db.models import Q

from tenant_site.passes.models import Pass
from tenant_site.registers.models import Ban, BanQuerySet


def bans_over(given: Pass) -> BanQuerySet:
    """Return the bans in force of whom a pass is, where both hold; one query."""
    found = Ban.objects.in_force().filter(person=given.person_id, vehicle=given.vehicle_id)
    if given.book_id is not None:
        found = found.in_book(given.book_id)
    return found.select_related("book")


def mark_banned(passes: Sequence[Pass]) -> Sequence[Pass]:
    """Note on each pass whether a ban counts before it wherever it holds; one query for all."""
    bans = Ban.objects.in_force().filter(
        Q(person__in=[one.person_id for one in passes if one.person_id])
        | Q(vehicle__in=[one.vehicle_id for one in passes if one.vehicle_id])
    )
    kept_out = set(bans.values_list("person", "vehicle", "book"))
    for one in passes:
        one.is_banned = bool({(*one.whose, None), (*one.whose, one.book_id)} & kept_out)
    return passes
