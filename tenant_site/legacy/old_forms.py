"""Forms of the old system as definitions of ours, so that an old entry reads as it was filled."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.text import slugify

from tenant_site.entry_forms.definition import MOST_LABEL, Definition
from tenant_site.entry_forms.kinds import KINDS
from tenant_site.entry_forms.problems import DefinitionRefused
from tenant_site.entry_forms.rows import Rows as RowsKind
from tenant_site.entry_forms.settings import MOST_OPTION_LABEL
from tenant_site.legacy.controls import HEADING, KEY, ROWS, SCALARS
from tenant_site.legacy.words import visible, words

MOST_DECIMALS = 6
FORMS_KEPT = 512
HALF = 60  # percent of a row, and less


@dataclass(frozen=True)
class Control:
    """One control of an old form, in the place where it stood."""

    code: str
    position: int
    label: str
    options: tuple[str, ...] = ()
    width: str = "full"

    @property
    def old_key(self) -> str:
        """The name of its answer: `PERSON_0`."""
        return f"{self.code}_{self.position}"

    @property
    def key(self) -> str:
        """The name of its field."""
        return self.old_key.lower()

    @property
    def has_field(self) -> bool:
        """Say whether it became a field: files and corrections are no answers."""
        return self.code in ROWS or self.code in SCALARS or self.code == HEADING


@dataclass(frozen=True)
class OldForm:
    """What an entry was filled with; without `definition` its answers are text."""

    controls: tuple[Control, ...]
    definition: Definition | None
    text: str = ""

    def control(self, old_key: str) -> Control | None:
        """Return the control of an answer."""
        return next((one for one in self.controls if one.old_key == old_key), None)


def controls_of(template: object) -> tuple[Control, ...] | None:
    """Return the controls of a template: a list, or JSON of one in a string; None: no template."""
    if isinstance(template, str):
        try:
            template = json.loads(template)
        except (ValueError, RecursionError):
            return None
    if not isinstance(template, list):
        return None
    return tuple(
        _control(position, one)
        for position, one in enumerate(template)
        if isinstance(one, Mapping) and isinstance(one.get("code"), str)
    )


def controls_by_answers(info: Mapping[str, Any]) -> tuple[Control, ...]:
    """Return the controls that the answers' own names tell of, in their order."""
    found = (KEY.fullmatch(key) for key in info)
    told = sorted((int(one[2]), one[1]) for one in found if one)
    return tuple(Control(code, position, _label("", code)) for position, code in told)


@lru_cache(maxsize=FORMS_KEPT)
def form_of(controls: tuple[Control, ...]) -> OldForm:
    """Return the form of these controls."""
    fields = [_field(one) for one in controls if one.has_field]
    if not any(KINDS[str(one["kind"])].has_value for one in fields):
        return OldForm(controls, None)
    try:
        definition = Definition.read({"fields": fields})
    except DefinitionRefused:
        return OldForm(controls, None)
    text = json.dumps(definition.as_data(), ensure_ascii=False, sort_keys=True)
    return OldForm(controls, definition, text)


def _control(position: int, one: Mapping[str, Any]) -> Control:
    code = one["code"].strip().upper()
    share = one.get("percentage_per_row")
    is_narrow = isinstance(share, int) and not isinstance(share, bool) and share <= HALF
    return Control(
        code=code,
        position=position,
        label=_label(one.get("label") or one.get("value"), code),
        options=tuple(_options(one.get("options"))),
        width="half" if is_narrow and code in SCALARS else "full",
    )


def _label(text: object, code: str) -> str:
    return visible(words(text), most=MOST_LABEL) or code.replace("_", " ").capitalize()


def _options(listed: object) -> Iterator[str]:
    for one in listed if isinstance(listed, list) else ():
        said = one.get("value", one.get("key")) if isinstance(one, Mapping) else one
        if text := visible(words(said), most=MOST_OPTION_LABEL):
            yield text


def _field(control: Control) -> dict[str, object]:
    kind, settings = _kind_and_settings(control)
    return {
        "key": control.key,
        "kind": kind,
        "label": control.label,
        "width": control.width,
        "settings": settings,
    }


def _kind_and_settings(control: Control) -> tuple[str, dict[str, object]]:
    if control.code == HEADING:
        return "heading", {}
    if control.code in ROWS:
        kind = KINDS[ROWS[control.code].kind]
        columns = kind.columns if isinstance(kind, RowsKind) else ()
        return kind.name, {"columns": {column.name: "shown" for column in columns}}
    kind_name = SCALARS[control.code][0]
    if kind_name == "choice":
        keys = option_keys(control.options)
        if len(keys) >= 2 and len(set(keys.values())) == len(control.options):
            return "choice", {
                "options": [{"key": key, "label": label} for label, key in keys.items()]
            }
        return "text", {"lines": False}
    if kind_name == "text":
        return "text", {"lines": control.code == "FREE_TEXT"}
    return kind_name, {"decimals": MOST_DECIMALS} if kind_name == "number" else {}


def option_keys(labels: Sequence[str]) -> dict[str, str]:
    """Return a key for each answer of a choice, by its label."""
    found: dict[str, str] = {}
    for number, label in enumerate(labels, 1):
        key = slugify(label)[:40].strip("-_")
        taken = key in found.values() or not key
        found.setdefault(label, f"answer-{number}" if taken else key)
    return found
