"""The answers of an old entry, as values that its form takes; what does not fit is named."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tenant_site.entry_forms.definition import Field
from tenant_site.entry_forms.kind import RowsRefused, ValueRefused
from tenant_site.entry_forms.rows import Rows as RowsKind
from tenant_site.legacy.controls import ERRATA, FILES, HEADING, ROWS, SCALARS, Names, read_row
from tenant_site.legacy.old_forms import Control, OldForm, option_keys
from tenant_site.legacy.problems import Problem
from tenant_site.legacy.words import as_json, is_empty, words


@dataclass
class Answers:
    """What an old entry says."""

    values: dict[str, Any] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)  # what has no field, as text
    correction: str = ""
    files: list[tuple[str, Any]] = field(default_factory=list)  # where they stood, and the list
    problems: list[Problem] = field(default_factory=list)
    left: Counter[str] = field(default_factory=Counter)  # cells without a home, by name

    @property
    def text(self) -> str:
        """The lines that have no field."""
        return "\n".join(self.lines)


def info_of(raw: object) -> Mapping[str, Any] | None:
    """Return the answers of an entry: an object, or JSON of one; None when it is neither."""
    if isinstance(raw, str):
        try:
            raw = json.loads(raw, parse_float=str) if raw.strip() else {}
        except (ValueError, RecursionError):
            return None
    return {} if raw is None else raw if isinstance(raw, Mapping) else None


def answers_of(form: OldForm, info: Mapping[str, Any], names: Names) -> Answers:
    """Read each answer with the control that asked for it."""
    found = Answers()
    for old_key, raw in info.items():
        control = form.control(old_key)
        if control is None or not _read(control, form, raw, names, found):
            _as_text(old_key, control, raw, found)
    return found


def _read(control: Control, form: OldForm, raw: Any, names: Names, found: Answers) -> bool:
    """Take an answer in; say whether its control is known."""
    if control.code == FILES:
        _files(control, raw, found)
    elif control.code == ERRATA:
        _correction(control, raw, found)
    elif control.code == HEADING:
        found.lines += [words(raw)] if words(raw) else []
    elif form.definition is None:
        return False
    elif control.code in ROWS:
        _rows(control, form.definition[control.key], raw, names, found)
    elif control.code in SCALARS:
        _scalar(control, form.definition[control.key], raw, names, found)
    else:
        return False
    return True


def _as_text(old_key: str, control: Control | None, raw: Any, found: Answers) -> None:
    if is_empty(raw):
        return
    label = control.label if control else old_key
    found.lines.append(f"{label}: {words(raw)}")
    found.problems.append(Problem("answer_without_field", old_key, words(raw)[:300]))


def _scalar(control: Control, asked: Field, raw: Any, names: Names, found: Answers) -> None:
    text = SCALARS[control.code][1](raw, names)
    if asked.kind.name == "choice":
        text = option_keys(control.options).get(text, text)
    try:
        value = asked.kind.clean(text, asked.settings)
    except ValueRefused:
        found.lines.append(f"{control.label}: {text}")
        found.problems.append(Problem("answer_not_understood", control.old_key, text[:300]))
        return
    found.values |= {} if value is None else {control.key: value}


def _rows(control: Control, asked: Field, raw: Any, names: Names, found: Answers) -> None:
    listed = raw if isinstance(raw, list) else [] if is_empty(raw) else [raw]
    rows = []
    for number, one in enumerate(listed):
        path = f"{control.old_key}.{number}"
        if is_empty(one):
            continue
        if not isinstance(one, Mapping):
            found.problems.append(Problem("row_not_understood", path, words(one)[:300]))
            found.lines.append(f"{control.label}: {words(one)}")
            continue
        cells, left = read_row(ROWS[control.code], one, names)
        found.left.update(f"{control.code}.{cell}" for cell in left)
        row = _row(asked, cells, path, found)
        rows += [row] if row else []
    found.values |= {control.key: rows} if rows else {}


def _row(asked: Field, cells: Mapping[str, str], path: str, found: Answers) -> dict[str, str]:
    """Return the cells that fit; none when what is left names nothing."""
    kind, row = asked.kind, dict[str, str]()
    columns = kind.columns if isinstance(kind, RowsKind) else ()
    for column in columns:
        try:
            value = column.clean(cells.get(column.name, ""))
        except ValueRefused:
            detail = cells.get(column.name, "")[:300]
            found.problems.append(Problem("cell_not_understood", f"{path}.{column.name}", detail))
        else:
            row |= {column.name: value} if value else {}
    if not row:
        return {}
    try:
        kind.clean([row], asked.settings)
    except (RowsRefused, ValueRefused):
        found.problems.append(Problem("row_not_understood", path, as_json(row)[:300]))
        found.lines.append(f"{asked.label}: {' · '.join(row.values())}")
        return {}
    return row


def _files(control: Control, raw: Any, found: Answers) -> None:
    listed = raw.get("attachedFiles") if isinstance(raw, Mapping) else raw
    if is_empty(listed):
        return
    found.files.append((control.old_key, listed))


def _correction(control: Control, raw: Any, found: Answers) -> None:
    said = raw.get("observation_errata") if isinstance(raw, Mapping) else raw
    found.correction = "\n".join(filter(None, (found.correction, words(said))))
    if not words(said) and isinstance(raw, Mapping) and raw.get("edited") is True:
        found.problems.append(Problem("correction_without_words", control.old_key))
