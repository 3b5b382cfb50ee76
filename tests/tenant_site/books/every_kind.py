"""One form that asks in every way there is, and answers to it."""

from typing import Any

from tenant_site.entry_forms.definition import Definition
from tenant_site.entry_forms.kinds import KINDS

GATES = [{"key": key, "label": key.title()} for key in ("north", "south")]
SETTINGS: dict[str, dict[str, Any]] = {
    "choice": {"options": GATES},
    "choices": {"options": GATES},
    "number": {"unit": "kg", "most": "100"},
}
SENT: dict[str, Any] = {
    "f-text": "Gate closed",
    "f-date": "2026-02-28",
    "f-time": "22:04",
    "f-number": "12,5",
    "f-choice": "south",
    "f-choices": ["north", "south"],
    "f-yes_no": "yes",
    "f-phone": "+57 601 555 0199",
    "f-severity": "alert",
    "f-point": "Tank 3",
    "f-signature-name": "Ana Gómez",
    "f-signature-strokes": "1,2 30,40;5,6 7,8",
    "f-position": "4.60971, -74.08175, 12",
    "f-code": "7701234",
    "f-staff-0-name": "Luz",
    "f-staff-0-status": "present",
    "f-equipment-0-name": "Radio",
    "f-equipment-0-condition": "bad",
    "f-vehicle-0-plate": "ABC 123",
    "f-vehicle-0-movement": "in",
    "f-vehicles-0-plate": "XYZ 987",
    "f-vehicles-0-movement": "out",
    "f-vehicles-1-plate": "",
    "f-vehicles-7-plate": "JKL 456",
    "f-vehicles-7-movement": "in",
    "f-person-0-name": "Eva",
    "f-person-0-movement": "in",
    "f-persons-0-name": "Teo",
    "f-persons-0-movement": "out",
    "f-items-0-description": "Laptop",
    "f-rounds-0-start": "23:40",
    "f-rounds-0-end": "00:15",
}


def every_kind() -> Definition:
    """A field of each kind, with its name as key."""
    fields = [
        {"key": name, "kind": name, "label": f"The {name}", "settings": SETTINGS.get(name, {})}
        for name in KINDS
    ]
    return Definition.read({"fields": fields})
