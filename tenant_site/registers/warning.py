"""Warn of bans: which hold for what is being written, who was told of them, and when."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from uuid import UUID

from tenant_site.members.models import Member
from tenant_site.registers.keys import MAX_WORDS
from tenant_site.registers.models import Ban, BanWarning, Person, Vehicle
from tenant_site.registers.naming import PERSON, VEHICLE, Named

NOTHING: Mapping[UUID, str] = MappingProxyType({})
SHOWN = "bans_shown"  # the fact that an entry seals


def bans_on(named: Iterable[Named], *, book_id: UUID) -> list[Ban]:
    """Return the bans in force in that book of whom the values of a form name.

    One query, none where nobody is named. Who is named without a document is taken for whoever
    is banned under that name.
    """
    people = [one.columns for one in named if one.register == PERSON]
    documents = {said["document_key"] for said in people if said["document_key"]}
    names = {said["name_key"] for said in people if not said["document_key"]}
    plates = {one.key for one in named if one.register == VEHICLE}
    if not (documents or names or plates):
        return []
    found = Ban.objects.in_force().in_book(book_id)
    return list(found.of_any(documents=documents, names=names, plates=plates))


def typed_of(ban: Ban, named: Iterable[Named]) -> str:
    """Return what was typed of whom `ban` means, by whatever key, the first time; one query."""
    group: list[Person | Vehicle] = list(type(ban.subject).objects.of_group(ban.subject))
    found = (one.columns.get(column, "") for one in named for column in _names(group, one))
    return next(filter(None, found), "")


def _names(group: Iterable[Person | Vehicle], one: Named) -> Sequence[str]:
    """Return the column of `one` that names somebody of `group`."""
    said = one.columns
    if one.register == VEHICLE:
        plates = {row.plate_key for row in group if isinstance(row, Vehicle)}
        return ("plate",) if one.key in plates else ()
    persons = [row for row in group if isinstance(row, Person)]
    if one.register != PERSON:
        return ()
    if said["document_key"]:
        documents = {row.document_key for row in persons}
        return ("document",) if said["document_key"] in documents else ()
    return ("name",) if said["name_key"] in {row.name_key for row in persons} else ()


def note_warnings(
    typed: Mapping[UUID, str],
    *,
    member: Member,
    book_id: UUID,
    client_uuid: UUID,
    to_compare: Mapping[UUID, str] = NOTHING,
) -> None:
    """Note that `member` was shown these bans, by id with what was typed; once for each form.

    Those `to_compare` are of somebody of the same name: they were shown and need not be read.
    """
    told = [(False, *one) for one in typed.items()] + [(True, *one) for one in to_compare.items()]
    BanWarning.objects.bulk_create(
        (
            BanWarning(
                ban_id=ban_id,
                member=member,
                book_id=book_id,
                client_uuid=client_uuid,
                typed=words[:MAX_WORDS],
                is_to_compare=is_to_compare,
            )
            for is_to_compare, ban_id, words in sorted(told)
        ),
        ignore_conflicts=True,
    )


def unread(
    bans: Sequence[Ban], read: Collection[UUID], *, member: Member, book_id: UUID, client_uuid: UUID
) -> list[Ban]:
    """Return the bans that `member` has not both been shown for this form and said to have read.

    A page that never showed the warning cannot say that it was read.
    """
    shown = BanWarning.objects.filter(
        ban__in=[ban.pk for ban in bans],
        member=member,
        book=book_id,
        client_uuid=client_uuid,
        is_to_compare=False,
    )
    told = set(shown.values_list("ban", flat=True)) & set(read) if bans else set()
    return [ban for ban in bans if ban.pk not in told]
