"""Bans count before passes: which of those who may come are to be kept out."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Coalesce

from tenant_site.members.models import Member
from tenant_site.passes.models import Pass
from tenant_site.registers.models import Ban, BanQuerySet


def bans_over(given: Pass, *, reader: Member) -> BanQuerySet:
    """Return the bans in force of whom a pass is, where both hold and `reader` reads; one query."""
    found = Ban.objects.in_force().about(given.stays)
    if given.book_id is not None:
        found = found.in_book(given.book_id)
    return found.readable_by(reader).select_related("book")


def mark_banned(passes: Sequence[Pass], *, here: UUID | None = None) -> Sequence[Pass]:
    """Note on each pass whether a ban counts before it wherever it holds, or in the book `here`.

    One query for all, none for no pass.
    """
    if not passes:
        return passes
    whose = [one.stays.pk for one in passes]
    bans = Ban.objects.in_force().annotate(
        of_person=Coalesce("person__merged_into_id", "person_id"),
        of_vehicle=Coalesce("vehicle__merged_into_id", "vehicle_id"),
    )
    of_them = bans.filter(Q(of_person__in=whose) | Q(of_vehicle__in=whose))
    kept_out = {
        (person or vehicle, book)
        for person, vehicle, book in of_them.values_list("of_person", "of_vehicle", "book")
    }
    for one in passes:
        one.is_banned = bool(
            {(one.stays.pk, book) for book in (None, one.book_id, here)} & kept_out
        )
    return passes
