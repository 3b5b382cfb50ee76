"""In what one version of a form differs from the one before, in sentences."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tenant_site.designer.sentences import condition, width_words
from tenant_site.designer.setting_difference import settings_difference
from tenant_site.entry_forms.definition import Definition, Field


@dataclass(frozen=True)
class Change:
    """One thing that differs; `kind` is `added`, `removed`, `changed` or `moved`."""

    kind: str
    text: str

    @property
    def icon(self) -> str:
        """The picture beside the sentence."""
        icons = {"added": "plus", "removed": "minus", "moved": "arrow-down-up"}
        return icons.get(self.kind, "pencil")


def difference(before: Definition, after: Definition) -> list[Change]:
    """Return what changed, in the order of the form after; what was removed comes last."""
    old = {one.key: one for one in before.fields}
    new = {one.key: one for one in after.fields}
    moved = _moved([one.key for one in before.fields if one.key in new], list(new))
    found: list[Change] = []
    above: Field | None = None
    for one in after.fields:
        if one.key not in old:
            found.append(Change("added", _new_sentence(one)))
        else:
            texts = _changes_of(old[one.key], one, after)
            found += [Change("changed", text) for text in texts]
        if one.key in moved:
            found.append(Change("moved", _moved_sentence(one, above)))
        above = one
    gone = [one for one in before.fields if one.key not in new]
    return found + [Change("removed", _("“%s” was removed") % one.label) for one in gone]


def _new_sentence(one: Field) -> str:
    told = {"label": one.label, "kind": one.kind.label}
    if one.required:
        return _("“%(label)s” is new (%(kind)s), and required") % told
    return _("“%(label)s” is new (%(kind)s)") % told


def _moved_sentence(one: Field, above: Field | None) -> str:
    if above is None:
        return _("“%s” stands first now") % one.label
    told = {"label": one.label, "above": above.label}
    return _("“%(label)s” stands below “%(above)s” now") % told


def _changes_of(old: Field, new: Field, after: Definition) -> Iterator[str]:
    name = {"label": old.label}
    if old.label != new.label:
        yield _("“%(label)s” is called “%(now)s” now") % {**name, "now": new.label}
        name = {"label": new.label}
    if old.kind is not new.kind:
        told = {**name, "before": old.kind.label, "now": new.kind.label}
        yield _("“%(label)s” is of the kind “%(now)s” now, before “%(before)s”") % told
    if old.required != new.required:
        now_required = _("“%(label)s” is now required")
        yield (now_required if new.required else _("“%(label)s” is no longer required")) % name
    if old.show_if != new.show_if:
        yield _shown_sentence(new, after)
    if old.help != new.help:
        yield _help_sentence(old, new) % name
    if old.width != new.width:
        yield _("“%(label)s” is %(width)s wide now") % {**name, "width": width_words(new.width)}
    if old.kind is new.kind:
        yield from settings_difference(old, new)


def _shown_sentence(new: Field, after: Definition) -> str:
    told = {"label": new.label, "condition": condition(new, after)}
    if new.show_if is None:
        return _("“%(label)s” is always asked now") % told
    return _("“%(label)s” is now asked only if %(condition)s") % told


def _help_sentence(old: Field, new: Field) -> str:
    if not new.help:
        return _("The help of “%(label)s” was removed")
    return _("The help of “%(label)s” was changed") if old.help else _("“%(label)s” has a help now")


def _moved(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """Return the fewest keys whose moving explains the new order of those that stayed."""
    places = {key: place for place, key in enumerate(before)}
    kept = [key for key in after if key in places]
    tails: list[int] = []
    chains: list[list[str]] = []  # the keys of the longest run that ends at each tail
    for key in kept:
        at = bisect_left(tails, places[key])
        chain = [*(chains[at - 1] if at else []), key]
        tails[at : at + 1], chains[at : at + 1] = [places[key]], [chain]
    return set(kept) - set(chains[-1] if chains else [])
