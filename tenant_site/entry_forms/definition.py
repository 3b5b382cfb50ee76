"""A form as data: fields with stable keys, what each asks, and when it is shown.

A definition is written once by the designer, published as a version and never changed; it is
plain JSON, so that packs can be exchanged and an entry can be read with the version it was
written with.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from django.utils.translation import gettext as _

from tenant_site.entry_forms.kinds import KINDS, Kind
from tenant_site.entry_forms.problems import DefinitionRefused, Problem
from tenant_site.entry_forms.settings import read_settings
from tenant_site.entry_forms.texts import plain

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
WIDTHS = ("full", "half", "third")
MOST_FIELDS, MOST_LABEL, MOST_HELP = 100, 120, 500
KNOWN = {"key", "kind", "label", "help", "required", "width", "show_if", "settings"}


@dataclass(frozen=True)
class ShowIf:
    """A field is asked only while another one has one of these values."""

    field: str
    values: tuple[str, ...]

    def as_data(self) -> dict[str, object]:
        """Return it as JSON."""
        return {"field": self.field, "is": list(self.values)}


@dataclass(frozen=True)
class Field:
    """One question; `key` never changes, whatever its label becomes."""

    key: str
    kind: Kind
    label: str
    help: str = ""
    required: bool = False
    width: str = "full"
    show_if: ShowIf | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)

    def as_data(self) -> dict[str, object]:
        """Return it as JSON, without what is as usual."""
        said: dict[str, object] = {"key": self.key, "kind": self.kind.name, "label": self.label}
        rest: dict[str, object] = {
            "help": self.help,
            "required": self.required,
            "width": self.width if self.width != "full" else "",
            "show_if": self.show_if.as_data() if self.show_if else None,
            "settings": dict(self.settings),
        }
        return said | {name: value for name, value in rest.items() if value}


@dataclass(frozen=True)
class Definition:
    """An ordered list of fields."""

    fields: tuple[Field, ...]

    @classmethod
    def read(cls, data: object) -> Self:
        """Return the definition that `data` (parsed JSON) describes.

        Raises:
            DefinitionRefused: with every problem, each at its path (`fields.3.label`).
        """
        problems: list[Problem] = []
        fields = tuple(_read_fields(data, problems))
        problems += _problems_together(fields)
        if problems:
            raise DefinitionRefused(problems)
        return cls(fields)

    def as_data(self) -> dict[str, object]:
        """Return it as JSON that `read` takes."""
        return {"fields": [one.as_data() for one in self.fields]}

    def canonical(self) -> str:
        """Return the one text that is sealed: canonical JSON, whole numbers as they are."""
        return json.dumps(self.as_data(), ensure_ascii=False, separators=(",", ":"), sort_keys=True)

    def __getitem__(self, key: str) -> Field:
        return next(one for one in self.fields if one.key == key)


def _read_fields(data: object, problems: list[Problem]) -> Iterator[Field]:
    listed = data.get("fields") if isinstance(data, Mapping) else None
    if not isinstance(listed, Sequence) or isinstance(listed, str):
        problems.append(Problem("fields", "type", _("A form is a list of fields.")))
        return
    if len(listed) > MOST_FIELDS:
        text = _("A form has %(most)d fields at most.") % {"most": MOST_FIELDS}
        problems.append(Problem("fields", "too_many", text))
        return
    for number, one in enumerate(listed):
        found = _read_field(one, f"fields.{number}", problems)
        if found is not None:
            yield found


def _read_field(data: object, path: str, problems: list[Problem]) -> Field | None:
    if not isinstance(data, Mapping):
        problems.append(Problem(path, "type", _("A field is an object.")))
        return None
    before = len(problems)
    problems += [
        Problem(f"{path}.{name}", "unknown", _("This is not known of a field."))
        for name in sorted(map(str, data.keys() - KNOWN))
    ]
    kind = KINDS.get(str(data.get("kind")))
    if kind is None:
        problems.append(Problem(f"{path}.kind", "unknown", _("Choose a kind of field.")))
        return None
    problems += _problems_of_words(data, path)
    settings = read_settings(kind, data.get("settings") or {}, f"{path}.settings", problems)
    show_if = _read_show_if(data.get("show_if"), f"{path}.show_if", problems)
    if len(problems) > before:
        return None
    return Field(
        key=str(data["key"]),
        kind=kind,
        label=plain(str(data["label"])),
        help=plain(str(data.get("help") or ""), lines=True),
        required=bool(data.get("required")) and kind.has_value,
        width=str(data.get("width") or "full"),
        show_if=show_if,
        settings=settings,
    )


def _problems_of_words(data: Mapping[Any, Any], path: str) -> Iterator[Problem]:
    key, label, advice = data.get("key"), data.get("label"), data.get("help") or ""
    if not isinstance(key, str) or not KEY.fullmatch(key):
        text = _("A key begins with a letter and has small letters, digits and underscores.")
        yield Problem(f"{path}.key", "shape", text)
    if not isinstance(label, str) or not 0 < len(plain(label)) <= MOST_LABEL:
        text = _("Give the field a name of 1 to %(most)d characters.") % {"most": MOST_LABEL}
        yield Problem(f"{path}.label", "length", text)
    if not isinstance(advice, str) or len(advice) > MOST_HELP:
        text = _("The help has %(most)d characters at most.") % {"most": MOST_HELP}
        yield Problem(f"{path}.help", "length", text)
    if not isinstance(data.get("required") or False, bool):
        yield Problem(f"{path}.required", "type", _("Say yes or no."))
    if (data.get("width") or "full") not in WIDTHS:
        yield Problem(f"{path}.width", "unknown", _("Choose full, half or third."))


def _read_show_if(data: object, path: str, problems: list[Problem]) -> ShowIf | None:
    if data is None:
        return None
    values = data.get("is") if isinstance(data, Mapping) else None
    if (
        not isinstance(data, Mapping)
        or not isinstance(data.get("field"), str)
        or not isinstance(values, Sequence)
        or isinstance(values, str)
        or not values
        or not all(isinstance(value, str) for value in values)
    ):
        text = _("Name the field it depends on, and one or more of its answers.")
        problems.append(Problem(path, "shape", text))
        return None
    return ShowIf(str(data["field"]), tuple(values))


def _problems_together(fields: Sequence[Field]) -> Iterator[Problem]:
    """Yield what is wrong between fields: keys twice, answers that cannot be given."""
    above: dict[str, Field] = {}
    for number, one in enumerate(fields):
        if one.key in above:
            text = _("Another field has this key.")
            yield Problem(f"fields.{number}.key", "twice", text)
        if one.show_if is not None:
            yield from _problems_of_show_if(one.show_if, above, f"fields.{number}.show_if")
        above[one.key] = one


def _problems_of_show_if(
    show_if: ShowIf, above: Mapping[str, Field], path: str
) -> Iterator[Problem]:
    other = above.get(show_if.field)
    if other is None:
        text = _("A field can depend on one that stands above it.")
        yield Problem(path, "not_above", text)
    elif (answers := other.kind.answers(other.settings)) is None:
        text = _("A field can depend on a choice or on a yes or no.")
        yield Problem(path, "not_a_choice", text)
    elif not set(show_if.values) <= set(answers):
        text = _("That is no answer of the field it depends on.")
        yield Problem(path, "no_answer", text)
