"""In what the settings of a field differ: answers, columns, limits."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenant_site.designer.kind_words import setting_label
from tenant_site.entry_forms.definition import Field
from tenant_site.entry_forms.rows import Rows

COLUMN_WORDS = {
    "hidden": gettext_lazy("“%(label)s” no longer asks for “%(column)s”"),
    "by_type": gettext_lazy(
        "“%(label)s” asks for “%(column)s” now where the type of person requires it"
    ),
    "shown": gettext_lazy("“%(label)s” asks for “%(column)s” now, not required"),
    "required": gettext_lazy("“%(label)s” now requires “%(column)s”"),
}


def settings_difference(old: Field, new: Field) -> Iterator[str]:
    """Yield a sentence for each setting that changed."""
    for name in new.kind.settings:
        before, now = old.settings.get(name), new.settings.get(name)
        if before == now:
            continue
        if name == "options":
            yield from _answers(new.label, before or (), now or ())
        elif name == "columns" and isinstance(new.kind, Rows):
            yield from _columns(new.label, new.kind, before or {}, now or {})
        else:
            told = {"label": new.label, "setting": setting_label(new.kind, name)}
            told |= {"before": _said(before), "now": _said(now)}
            yield _("“%(label)s”, %(setting)s: %(now)s, before %(before)s") % told


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return _("nothing") if value is None or value == "" else str(value)


def _answers(label: str, before: Any, now: Any) -> Iterator[str]:
    old = {one["key"]: one["label"] for one in before}
    new = {one["key"]: one["label"] for one in now}
    for key, answer in new.items():
        told = {"label": label, "answer": answer, "before": old.get(key, "")}
        if key not in old:
            yield _("“%(label)s” has the new answer “%(answer)s”") % told
        elif old[key] != answer:
            yield _("“%(label)s”: the answer “%(before)s” is called “%(answer)s” now") % told
    for key, answer in old.items():
        if key not in new:
            told = {"label": label, "answer": answer}
            yield _("“%(label)s” no longer has the answer “%(answer)s”") % told
    if [key for key in new if key in old] != [key for key in old if key in new]:
        yield _("The answers of “%(label)s” stand in another order") % {"label": label}


def _columns(
    label: str, kind: Rows, before: Mapping[str, str], now: Mapping[str, str]
) -> Iterator[str]:
    for column in kind.columns:
        was, said = before.get(column.name, "hidden"), now.get(column.name, "hidden")
        if was != said:
            told = {"label": label, "column": column.label}
            yield str(COLUMN_WORDS[said]) % told
