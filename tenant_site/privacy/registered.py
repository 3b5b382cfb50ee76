"""Forget a person of the register, and what repeats them outside the books."""

from collections.abc import Collection, Iterable, Iterator
from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import unquote_plus
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from tenant_site.activity.models import Activity
from tenant_site.books.drafts import forget
from tenant_site.books.models import DraftUpload
from tenant_site.drafts.models import EntryDraft
from tenant_site.finding.models import SavedSearch
from tenant_site.legacy.models import KeptVerbatim, KeptVerbatimQuerySet
from tenant_site.passes.models import Pass, PassRevocation
from tenant_site.privacy.about import About
from tenant_site.privacy.models import Hold, HoldQuerySet
from tenant_site.privacy.words import GONE
from tenant_site.registers.models import Ban, BanLift, BanWarning, Mention, Person, Vehicle

FORGOTTEN = "suppressed:"  # begins the key of a person whose row others still need


def group_of(person: Person) -> list[Person]:
    """Return the person and all rows that were merged into theirs; those first."""
    return sorted(
        Person.objects.all().of_group(person), key=lambda one: (not one.merged_into_id, one.pk)
    )


def lock_people(person: Person) -> None:
    """Keep all rows of the person from being held, emptied or merged by others until commit.

    Entries may still name them meanwhile.
    """
    group = Person.objects.all().of_group(person).order_by("pk")
    list(group.select_for_update(no_key=True))


def holds_on(person: Person) -> HoldQuerySet:
    """Return the legal holds on the person, under whichever row of theirs."""
    return Hold.objects.in_force().filter(person__in=group_of(person))


def forget_person(person: Person) -> None:
    """Take the person out of the register; bans, passes and holds keep an empty row.

    No entry names the person any more. Drafts that name them go, with their files.
    """
    group = group_of(person)
    about = About.people(group)
    _forget_drafts(drafts_about(about))
    SavedSearch.objects.filter(pk__in=[one.pk for one in searches_about(about)]).delete()
    kept_about(group).update(raw="", sha256="")
    for vehicle in vehicles_of(about):
        vehicle.owner = ""
        vehicle.lent.pop("owner", None)  # to the one into which it was merged
        vehicle.save(update_fields=["owner", "lent"])
    lines = [one.pk for one in lines_about(about)]
    Activity.objects.filter(pk__in=lines).update(about=GONE, detail={})
    for row in group:
        _forget_row(row)


def forget_unnamed(keys: Collection[UUID]) -> None:
    """Take out of the register whom no entry names any more and nothing else needs.

    Who was banned, given a pass, merged or held stays, for an owner to look up and suppress: only
    an erasure may touch what goes with them. Whom somebody is just writing about is passed over.
    """
    if not keys:
        return
    free = Person.objects.filter(pk__in=keys).order_by("pk").select_for_update(skip_locked=True)
    locked = [one.pk for one in free]
    named = (kind.objects.filter(person=OuterRef("pk")) for kind in (Mention, Ban, Pass, Hold))
    was_merged = Q(merged_into=OuterRef("pk")) | Q(merged_first_into=OuterRef("pk"))
    needed = (*named, Person.objects.filter(was_merged))
    free_of_all = (~Exists(rows) for rows in needed)
    gone = list(Person.objects.filter(*free_of_all, pk__in=locked, merged_into=None))
    kept_about(gone).update(raw="", sha256="")
    Person.objects.filter(pk__in=[one.pk for one in gone]).delete()


def _forget_row(row: Person) -> None:
    """Remove a row of the register, or empty it where something that stays refers to it."""
    needed = (Ban.objects.filter(person=row), Pass.objects.filter(person=row))
    merged = Person.objects.filter(merged_into=row) | Person.objects.filter(merged_first_into=row)
    if not any(found.exists() for found in (*needed, Hold.objects.filter(person=row), merged)):
        row.delete()
        return
    nobody = {"name": "", "document": "", "company": "", "document_key": "", "lent": {}}
    Person.objects.filter(pk=row.pk).update(**nobody, name_key=f"{FORGOTTEN}{row.pk}")
    Ban.objects.filter(person=row).update(reason=GONE)
    BanLift.objects.filter(ban__person=row).update(reason=GONE)
    BanWarning.objects.filter(ban__person=row).update(typed="")
    Pass.objects.filter(person=row).update(reason=GONE, visits="")
    PassRevocation.objects.filter(given__person=row).update(reason=GONE)


def lines_about(about: About) -> list[Activity]:
    """Return the lines of the log that name the person: of bans, passes and the registers."""
    kinds = ("ban_", "pass_", "record_", "records_")
    of_people = reduce(or_, (Q(act__startswith=kind) for kind in kinds))
    lines = Activity.objects.filter(of_people).order_by("pk")
    said = ((one, [one.about, *map(str, one.detail.values())]) for one in lines.iterator(1000))
    return [one for one, texts in said if any(map(about.is_in, texts))]


def drafts_about(about: About) -> list[EntryDraft]:
    """Return the drafts of anybody that name the person."""
    drafts = EntryDraft.objects.select_related("member", "book").order_by("pk")
    return [one for one in drafts.iterator(200) if any(map(about.is_in, _texts(one.fields)))]


def searches_about(about: About) -> list[SavedSearch]:
    """Return the searches that members keep for the person, by what they ask or are called."""
    kept = SavedSearch.objects.order_by("pk")
    return [one for one in kept if any(map(about.is_in, (one.name, unquote_plus(one.query))))]


def kept_about(group: Iterable[Person]) -> KeptVerbatimQuerySet:
    """Return the records of the old system of which the person was made."""
    return KeptVerbatim.objects.filter(became__in=[f"person {one.pk}" for one in group])


def vehicles_of(about: About) -> list[Vehicle]:
    """Return the vehicles of the register whose owner is the person, by name."""
    named = Vehicle.objects.exclude(owner="").order_by("pk")
    return [one for one in named.iterator(1000) if about.is_in(one.owner)]


def _forget_drafts(drafts: Iterable[EntryDraft]) -> None:
    for draft in drafts:
        forget(
            DraftUpload.objects.waiting(
                member=draft.member, book=draft.book, client_uuid=draft.client_uuid
            )
        )
        draft.delete()


def _texts(fields: Any) -> Iterator[str]:
    """Yield every text in what a form sent."""
    if isinstance(fields, str):
        yield fields
    elif isinstance(fields, dict):
        for value in fields.values():
            yield from _texts(value)
    elif isinstance(fields, list):
        for value in fields:
            yield from _texts(value)
