"""Schemas that have the same migrations as others and yet not the same objects."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from tenancy.catalog.reader import catalog_hash, read_catalog
from tenancy.inspection.doctor.findings import Finding
from tenancy.inspection.doctor.fleet import Fleet
from tenancy.records import SchemaState

MOST_NAMED = 5


def drifted(fleet: Fleet) -> Iterator[Finding]:
    """Find schemas that differ from the template, or from most that have the same migrations.

    Reads one catalog for each schema; keeps hashes alone.
    """
    alike: dict[str, dict[str, str]] = defaultdict(dict)
    wanted = {name: digest for name, digest in fleet.digests.items() if _is_compared(fleet, name)}
    for number, (name, digest) in enumerate(wanted.items(), 1):
        alike[digest][name] = catalog_hash(read_catalog(name))
        fleet.tell(f"reading {name}", number, len(wanted))
    templates = _templates(set(alike))
    for digest, hashes in alike.items():
        model = templates.get(digest) or _most_usual(hashes)
        right = hashes.get(model) or catalog_hash(read_catalog(model))
        for name, found in hashes.items():
            if found != right:
                yield _drift(name, model)


def _is_compared(fleet: Fleet, name: str) -> bool:
    state = fleet.states.get(name)
    return name in fleet.tenants or (state is not None and state.role != SchemaState.Role.TENANT)


def _templates(digests: set[str]) -> dict[str, str]:
    """Return a template for each set of migrations that has one."""
    rows = SchemaState.objects.filter(role=SchemaState.Role.TEMPLATE, digest__in=digests)
    return dict(rows.order_by("-name").values_list("digest", "name"))


def _most_usual(hashes: dict[str, str]) -> str:
    ((usual, _count),) = Counter(hashes.values()).most_common(1)
    return next(name for name, found in hashes.items() if found == usual)


def _drift(name: str, model: str) -> Finding:
    mine, right = read_catalog(name), read_catalog(model)
    words = [
        *(f"without {key}" for key in sorted(right.keys() - mine.keys())),
        *(f"with {key} besides" for key in sorted(mine.keys() - right.keys())),
        *(f"with another {key}" for key in sorted(mine) if right.get(key, mine[key]) != mine[key]),
    ]
    more = f" and {len(words) - MOST_NAMED} more" if len(words) > MOST_NAMED else ""
    return Finding(
        "catalog_drifted",
        name,
        f"It is not like {model}, which has the same migrations: it is "
        f"{', '.join(words[:MOST_NAMED])}{more}.",
        "Find out who changed it by hand, and change it back or write a migration.",
    )
