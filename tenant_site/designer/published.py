"""What is published of a form: the version in force, those before it, the keys ever used."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Max

from tenant_site.books.models import EntryType
from tenant_site.designer.difference import Change, difference
from tenant_site.entry_forms.definition import Definition
from tenant_site.entry_forms.models import FormVersion


@dataclass(frozen=True)
class Published:
    """The version that entries are written with; number 0 is the plain form."""

    number: int
    definition: Definition


@dataclass(frozen=True)
class Past:
    """A version, and in what it differs from the one before it."""

    version: FormVersion
    changes: list[Change]


PLAIN = Published(0, Definition(()))


def published(entry_type: EntryType) -> Published:
    """Return the version of this type that is in force."""
    return _as_published(FormVersion.objects.current(entry_type))


def published_of(types: Collection[EntryType]) -> dict[UUID, Published]:
    """Return the versions in force of many types, in one query; the plain form for the rest."""
    newest = FormVersion.objects.filter(entry_type__in=types).order_by("entry_type", "-number")
    found = {one.entry_type_id: _as_published(one) for one in newest.distinct("entry_type")}
    return {one.pk: found.get(one.pk, PLAIN) for one in types}


def _as_published(version: FormVersion | None) -> Published:
    return Published(version.number, version.form) if version else PLAIN


def keys_ever_used(entry_type: EntryType) -> set[str]:
    """Return the keys of all fields of all versions: none ever means another question."""
    versions = FormVersion.objects.filter(entry_type=entry_type)
    return {field.key for version in versions for field in version.form.fields}


def versions_in_force() -> dict[UUID, int]:
    """Return by type the number of its version, in one query."""
    found = FormVersion.objects.order_by().values_list("entry_type")
    return dict(found.annotate(Max("number")))


def with_changes(newest_first: Sequence[FormVersion]) -> list[Past]:
    """Return versions of one type, each with what it changed; at most one more query."""
    if not newest_first:
        return []
    oldest = newest_first[-1]
    before = FormVersion.objects.filter(
        entry_type=oldest.entry_type_id, number=oldest.number - 1
    ).first()
    olders = [*(one.form for one in newest_first[1:]), _as_published(before).definition]
    return [
        Past(version, difference(older, version.form))
        for version, older in zip(newest_first, olders, strict=True)
    ]
