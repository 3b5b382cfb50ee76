"""What importing a pack would do, type by type: the import does exactly that."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenant_site.books.models import EntryType, Severity
from tenant_site.designer.difference import Change, difference
from tenant_site.designer.drafts import Design, designs_of
from tenant_site.designer.packs import PackedType, read_pack
from tenant_site.designer.retyping import Face
from tenant_site.entry_forms.definition import Definition
from tenant_site.entry_forms.problems import Problem

PROBLEMS_SHOWN = 50


class Fate(models.TextChoices):
    """What becomes of a type of the pack."""

    NEW = "new", gettext_lazy("New")
    CHANGED = "changed", gettext_lazy("Changed")
    SAME = "same", gettext_lazy("As it is")
    REFUSED = "refused", gettext_lazy("Refused")


@dataclass(frozen=True)
class TypePlan:
    """One type of the pack, what becomes of it, and why."""

    packed: PackedType
    fate: Fate
    design: Design | None = None
    changes: Sequence[Change] = ()

    @property
    def tone(self) -> str:
        """The badge in which the design system shows its fate."""
        return {Fate.NEW: "success", Fate.CHANGED: "warning", Fate.REFUSED: "danger"}.get(
            self.fate, ""
        )

    @property
    def problems(self) -> Sequence[Problem]:
        """The first of what is wrong with it."""
        return self.packed.problems[:PROBLEMS_SHOWN]

    @property
    def unshown_count(self) -> int:
        """How many problems are not shown."""
        return len(self.packed.problems) - len(self.problems)


@dataclass(frozen=True)
class Plan:
    """All types of a pack."""

    types: Sequence[TypePlan]

    @cached_property
    def digest(self) -> str:
        """Return a text that changes whenever the import would do something else."""
        told = [
            f"{one.packed.code} {one.fate} {one.design.draft.revision if one.design else ''} "
            f"{[change.text for change in one.changes]}"
            for one in self.types
        ]
        return sha256("\n".join(told).encode()).hexdigest()

    @property
    def counts(self) -> dict[str, int]:
        """Return how many types have each fate."""
        fates = [one.fate.value for one in self.types]
        return {fate: fates.count(fate) for fate in Fate.values if fate in fates}

    @property
    def does_something(self) -> bool:
        """Say whether there is anything to import."""
        return any(one.fate != Fate.REFUSED for one in self.types)


def plan_of(text: str) -> Plan:
    """Return what importing this pack would do now, in a fixed number of queries.

    Raises:
        PackRefused: it is no pack.
    """
    packed = read_pack(text)
    codes = [one.code for one in packed if not one.problems]
    known = list(EntryType.objects.filter(code__in=codes))
    designs = designs_of(known)
    by_code = {one.code: designs[one.pk] for one in known}
    return Plan([_plan(one, by_code.get(one.code)) for one in packed])


def _plan(packed: PackedType, design: Design | None) -> TypePlan:
    if packed.form is None:
        return TypePlan(packed, Fate.REFUSED)
    if design is None:
        return TypePlan(packed, Fate.NEW, None, difference(Definition(()), packed.form))
    changes = [*_of_face(design.entry_type, packed.face)]
    changes += difference(design.definition, packed.form)
    return TypePlan(packed, Fate.CHANGED if changes else Fate.SAME, design, changes)


def _of_face(before: EntryType, now: Face) -> list[Change]:
    found = []
    if before.name != now.name:
        told = {"before": before.name, "now": now.name}
        found.append(_("The type “%(before)s” is called “%(now)s”") % told)
    if before.severity != now.severity:
        found.append(_("Its severity is “%s”") % Severity(now.severity).label)
    if before.icon != now.icon:
        found.append(_("It has another picture"))
    if now.help is not None and before.help != now.help:
        says = _("Its help says “%(help)s”") % {"help": now.help}
        found.append(says if now.help else _("It has no help any more"))
    return [Change("changed", text) for text in found]
