"""What is said at a hand-over: the equipment as it was found, what is open, a remark."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenant_site.books.canonical import canonical_json
from tenant_site.books.models import Entry

ALWAYS_TOLD = frozenset({"code", "name", "expected", "found", "condition"})  # of an item


class Condition(models.TextChoices):
    """In which state a piece of equipment is."""

    GOOD = "good", _("good")
    AVERAGE = "average", _("average")
    BAD = "bad", _("bad")
    OUT = "out", _("not in service")


@dataclass(frozen=True)
class CheckedItem:
    """One line of the checklist."""

    code: str
    name: str
    expected: int
    found: int
    condition: str = Condition.GOOD
    remark: str = ""

    @property
    def differs(self) -> bool:
        """Say whether it is not there as it should be."""
        return self.found != self.expected or self.condition in {Condition.BAD, Condition.OUT}

    @property
    def condition_name(self) -> str:
        """The condition in words."""
        return str(Condition(self.condition).label)

    def as_values(self) -> dict[str, str]:
        """Write it as it is sealed: text alone."""
        return {
            "code": self.code,
            "name": self.name,
            "expected": str(self.expected),
            "found": str(self.found),
            "condition": str(self.condition),
            **({"remark": self.remark} if self.remark else {}),
        }

    @classmethod
    def from_values(cls, values: Mapping[str, str]) -> Self:
        """Read it as it was sealed."""
        return cls(
            code=values["code"],
            name=values["name"],
            expected=int(values["expected"]),
            found=int(values["found"]),
            condition=values["condition"],
            remark=values.get("remark", ""),
        )


@dataclass(frozen=True)
class Account:
    """Everything that one person says at a hand-over."""

    items: Sequence[CheckedItem] = ()
    matters: Sequence[str] = ()
    follow_ups: Sequence[str] = ()
    remark: str = ""
    reason: str = field(default="")

    @property
    def all_matters(self) -> list[str]:
        """What is open: what the registers of the book know, and what was typed."""
        return [*self.follow_ups, *self.matters]

    @property
    def typed(self) -> dict[str, object]:
        """What somebody said of it, without what the registers of the book know by themselves."""
        return replace(self, follow_ups=()).as_values()

    @property
    def discrepancies(self) -> list[CheckedItem]:
        """What is not there as it should be."""
        return [item for item in self.items if item.differs]

    @property
    def checklist_sha256(self) -> str:
        """The hash of the checklist, which is sealed where nothing can be erased."""
        text = canonical_json({"items": [item.as_values() for item in self.items]})
        return hashlib.sha256(text.encode()).hexdigest()

    def as_values(self) -> dict[str, object]:
        """Write it as it is sealed."""
        return {
            "items": [item.as_values() for item in self.items],
            "matters": list(self.matters),
            **({"follow_ups": list(self.follow_ups)} if self.follow_ups else {}),
            **({"remark": self.remark} if self.remark else {}),
            **({"reason": self.reason} if self.reason else {}),
        }

    @classmethod
    def sealed_in(cls, entry: Entry) -> Self:
        """Read what `entry` says; nothing once it was erased."""
        return cls.from_values(entry.content.values)

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Self:
        """Read it as it was sealed; what was erased of it, whole lines or all, is not there."""
        lines = [item for item in values.get("items", ()) if item.keys() >= ALWAYS_TOLD]
        return cls(
            items=[CheckedItem.from_values(item) for item in lines],
            matters=list(filter(None, values.get("matters", ()))),
            follow_ups=tuple(filter(None, values.get("follow_ups", ()))),
            remark=values.get("remark", ""),
            reason=values.get("reason", ""),
        )
