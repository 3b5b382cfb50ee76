"""Forms as the tests of the designer speak of them."""

from typing import Any

from tenant_site.entry_forms.definition import Definition

GATES = [{"key": "north", "label": "North"}, {"key": "south", "label": "South"}]


def field(key: str, kind: str = "text", **given: Any) -> dict[str, Any]:
    return {"key": key, "kind": kind, "label": key.capitalize(), **given}


def gate(**given: Any) -> dict[str, Any]:
    return field("gate", "choice", **{"settings": {"options": GATES}, **given})


def form(*fields: dict[str, Any]) -> Definition:
    return Definition.read({"fields": list(fields)})


def why(*values: str) -> dict[str, Any]:
    return field("why", show_if={"field": "gate", "is": list(values or ["south"])})


VISIT = form(field("plate"), gate(), why())
