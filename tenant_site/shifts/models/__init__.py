"""The tables of the shifts: patterns, standing orders and who has read them."""

from tenant_site.shifts.models.order import (
    OrderReceipt,
    OrderTarget,
    OrderVersion,
    OrderVersionQuerySet,
    StandingOrder,
)
from tenant_site.shifts.models.pattern import ShiftPattern, ShiftPatternQuerySet

__all__ = [
    "OrderReceipt",
    "OrderTarget",
    "OrderVersion",
    "OrderVersionQuerySet",
    "ShiftPattern",
    "ShiftPatternQuerySet",
    "StandingOrder",
]
