"""The types of the entries that shifts write: change of guard, standing orders."""

from django.utils.translation import gettext

from tenant_site.books.default_types import DEFAULT_TYPES
from tenant_site.books.models import EntryType

HANDOVER_CODE, ORDERS_CODE = "001", "009"


def entry_type(code: str) -> EntryType:
    """Return the type of that code; made, but not offered for writing, where there is none."""
    default = next(kind for kind in DEFAULT_TYPES if kind.code == code)
    made, _ = EntryType.objects.get_or_create(
        code=code,
        defaults={
            "name": gettext(default.name),
            "help": gettext(default.help),
            "icon": default.icon,
            "severity": default.severity,
            "is_active": False,
        },
    )
    return made
