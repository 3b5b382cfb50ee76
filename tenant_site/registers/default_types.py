"""The types of person that every workspace starts with, and what each must show."""

from dataclasses import dataclass

from django.utils.translation import gettext, gettext_noop, override

from tenant_site.registers.keys import key_of_name
from tenant_site.registers.models import PersonType


@dataclass(frozen=True)
class DefaultPersonType:
    """A type of person; `name` is an English message to be translated when it is seeded."""

    name: str
    requires: tuple[str, ...] = ()


DEFAULT_PERSON_TYPES = (
    DefaultPersonType(gettext_noop("Visitor")),
    DefaultPersonType(gettext_noop("Contractor"), ("company",)),
    DefaultPersonType(gettext_noop("Client's employee"), ("access_check",)),
    DefaultPersonType(gettext_noop("Institution"), ("institution",)),
    DefaultPersonType(gettext_noop("Carrier"), ("company", "waybill")),
)


def seed_person_types(language: str) -> None:
    """Offer the default types, named in `language`; those that exist stay as they are."""
    with override(language):
        PersonType.objects.bulk_create(
            (
                PersonType(
                    name=gettext(kind.name),
                    name_key=key_of_name(gettext(kind.name)),
                    position=position,
                    **{f"requires_{what}": True for what in kind.requires},
                )
                for position, kind in enumerate(DEFAULT_PERSON_TYPES, start=1)
            ),
            ignore_conflicts=True,
        )
