"""The tables of the shifts: patterns, standing orders and their readers, hand-overs."""

from tenant_site.shifts.models.handover import (
    Acceptance,
    ExpectedItem,
    Handover,
    HandoverQuerySet,
)
from tenant_site.shifts.models.order import (
    OrderReceipt,
    OrderTarget,
    OrderVersion,
    OrderVersionQuerySet,
    StandingOrder,
)
from tenant_site.shifts.models.pattern import ShiftPattern, ShiftPatternQuerySet

__all__ = [
    "Acceptance",
    "ExpectedItem",
    "Handover",
    "HandoverQuerySet",
    "OrderReceipt",
    "OrderTarget",
    "OrderVersion",
    "OrderVersionQuerySet",
    "ShiftPattern",
    "ShiftPatternQuerySet",
    "StandingOrder",
]
