"""Forget a person of the register, and what repeats them outside the books."""

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import unquote_plus

from django.db.models import Q

from tenant_site.activity.models import Activity
from tenant_site.books.drafts import forget
from tenant_site.books.models import DraftUpload
from tenant_site.drafts.models import EntryDraft
from tenant_site.finding.models import SavedSearch
from tenant_site.legacy.models import KeptVerbatim
from tenant_site.passes.models import Pass, PassRevocation
from tenant_site.privacy.about import About
from tenant_site.privacy.models import Hold
from tenant_site.privacy.words import GONE
from tenant_site.registers.models import Ban, BanLift, BanWarning, Person, Vehicle

FORGOTTEN = "suppressed:"  # begins the key of a person whose row others still need


def forget_person(person: Person) -> None:
    """Take the person out of the register; bans, passes and holds keep an empty row.

    No entry names the person any more. Drafts that name them go, with their files.
    """
    about, called = About.person(person), str(person)
    _forget_drafts(drafts_about(about))
    SavedSearch.objects.filter(pk__in=[one.pk for one in searches_about(about)]).delete()
    kept_about(person).update(raw="", sha256="")
    Vehicle.objects.filter(pk__in=[one.pk for one in vehicles_of(person)]).update(owner="")
    of_person = Q(act__startswith="ban_") | Q(act__startswith="pass_")
    Activity.objects.filter(of_person, about=called).update(about=GONE, detail={})
    if not any(model.objects.filter(person=person).exists() for model in (Ban, Pass, Hold)):
        person.delete()
        return
    nobody = {"name": "", "document": "", "company": "", "document_key": ""}
    Person.objects.filter(pk=person.pk).update(**nobody, name_key=f"{FORGOTTEN}{person.pk}")
    _empty_bans_and_passes(person)


def _empty_bans_and_passes(person: Person) -> None:
    """Take the words away; that there was one, since when and by whom, stays."""
    Ban.objects.filter(person=person).update(reason=GONE)
    BanLift.objects.filter(ban__person=person).update(reason=GONE)
    BanWarning.objects.filter(ban__person=person).update(typed="")
    Pass.objects.filter(person=person).update(reason=GONE, visits="")
    PassRevocation.objects.filter(given__person=person).update(reason=GONE)


def drafts_about(about: About) -> list[EntryDraft]:
    """Return the drafts of anybody that name the person."""
    drafts = EntryDraft.objects.select_related("member", "book").order_by("pk")
    return [one for one in drafts.iterator(200) if any(map(about.is_in, _texts(one.fields)))]


def searches_about(about: About) -> list[SavedSearch]:
    """Return the searches that members keep for the person."""
    return [
        one for one in SavedSearch.objects.order_by("pk") if about.is_in(unquote_plus(one.query))
    ]


def kept_about(person: Person) -> Any:
    """Return the records of the old system of which the person was made."""
    return KeptVerbatim.objects.filter(became=f"person {person.pk}")


def vehicles_of(person: Person) -> list[Vehicle]:
    """Return the vehicles of the register whose owner is the person, by name."""
    if not person.name:
        return []
    named = Vehicle.objects.exclude(owner="").order_by("pk")
    return [one for one in named.iterator(1000) if About.person(person).is_in(one.owner)]


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
