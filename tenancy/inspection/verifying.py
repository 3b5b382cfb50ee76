"""Ask what a project knows of its data whether the data of each tenant still hold.

TENANT_VERIFIERS names functions that are called with each tenant, inside it, and yield a
`Problem` for each thing that does not hold.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from tenancy.context import tenant_context


@dataclass(frozen=True)
class Problem:
    """One thing that does not hold: `code` for programs, the place, a sentence."""

    code: str
    place: str
    message: str


Verifier = Callable[[Any], Iterable[Problem]]


def verifiers() -> dict[str, Verifier]:
    """Return the functions of TENANT_VERIFIERS by their names."""
    return {name: import_string(name) for name in getattr(settings, "TENANT_VERIFIERS", ())}


def problems_of(tenant: Any) -> Iterator[Problem]:
    """Yield what any verifier finds in a tenant; one that breaks off is a problem too."""
    for name, verify in verifiers().items():
        found: list[Problem] = []
        with tenant_context(tenant):
            try:
                for problem in verify(tenant):
                    found.append(problem)  # what came before it broke off counts
            except Exception as reason:  # noqa: BLE001  # reported; the other tenants are looked at
                sentence = f"{type(reason).__name__}: {reason}"
                found.append(Problem("verifier_failed", name, sentence))
        yield from found
