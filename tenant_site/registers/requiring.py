"""What persons must show by their type, beyond what the form asks of everybody."""

from collections.abc import Iterator, Mapping
from typing import Any

from tenant_site.entry_forms.definition import Definition, Field
from tenant_site.entry_forms.kind import REQUIRED
from tenant_site.entry_forms.problems import Problem
from tenant_site.registers.keys import key_of_name
from tenant_site.registers.models import PersonType

COLUMNS = {
    "requires_company": ("company", "tax_id"),
    "requires_waybill": ("waybill",),
    "requires_institution": ("institution", "received_by"),
    "requires_access_check": ("access_checked",),
}
KINDS = ("person", "persons")


def missing(definition: Definition, values: Mapping[str, Any]) -> list[Problem]:
    """Return the cells that the types of the persons named ask for and that are empty.

    A column that the form does not show is not asked for. One query, none where no type is named.
    """
    named = [one for one in definition.fields if one.kind.name in KINDS and one.key in values]
    keys = {key_of_name(row["type"]) for one in named for row in values[one.key] if "type" in row}
    if not keys:
        return []
    types = PersonType.objects.filter(name_key__in=keys, is_active=True)
    wanted = {kind.name_key: columns_of(kind) for kind in types}
    return [problem for one in named for problem in _missing(one, values[one.key], wanted)]


def columns_of(kind: PersonType) -> list[str]:
    """Return the columns that persons of this type must fill in."""
    return [
        column for flag, columns in COLUMNS.items() if getattr(kind, flag) for column in columns
    ]


def _missing(
    field: Field, rows: list[dict[str, str]], wanted: Mapping[str, list[str]]
) -> Iterator[Problem]:
    for number, row in enumerate(rows):
        for column in wanted.get(key_of_name(row.get("type", "")), ()):
            if column in field.settings["columns"] and column not in row:
                yield Problem(f"{field.key}.{number}.{column}", "required", str(REQUIRED))
