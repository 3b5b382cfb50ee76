"""The console's lists, all of them to be read only; importing this registers them."""

from public_site.operators.lists import (
    clients,
    failures,
    invoices,
    people,
    record,
    signups,
    work,
)
from public_site.operators.site import console

__all__ = [
    "clients",
    "console",
    "failures",
    "invoices",
    "people",
    "record",
    "signups",
    "work",
]
