"""Finds what is wrong with tenants, and mends what can be mended without losing anything."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction

from tenancy.context import public_context
from tenancy.inspection.doctor import catalogs, databases, places
from tenancy.inspection.doctor.findings import Finding as Finding
from tenancy.inspection.doctor.fleet import Fleet, Tell, survey

CHECKS = (
    databases.missing_schemas,
    databases.orphaned_schemas,
    databases.lying_states,
    databases.behind,
    databases.invalid_indexes,
    databases.overdue,
    places.domains_without_tenant,
    places.without_primary_domain,
    places.wrong_links,
    places.orphaned_folders,
    catalogs.drifted,
)


def examine(tenants: Iterable[Any] | None = None, *, tell: Tell) -> Iterator[Finding]:
    """Yield what is wrong with these tenants; with None, of all and of what belongs to none.

    Reads only. What is being made or removed meanwhile is not taken for an orphan: each is
    looked at again before it is named.
    """
    with public_context():
        fleet: Fleet = survey(None if tenants is None else list(tenants), tell)
        for check in CHECKS:
            yield from check(fleet)


def mend(finding: Finding) -> Finding:
    """Repair what was found, if that is safe; return the finding as it is now."""
    if finding.repair is None:
        return finding
    try:
        with public_context(), transaction.atomic():
            finding.repair()
    except Exception as problem:  # noqa: BLE001  # reported; the other findings are mended
        return finding.failed(f"{type(problem).__name__}: {problem}")
    return finding.mended()
