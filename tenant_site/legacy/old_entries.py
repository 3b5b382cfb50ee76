"""An entry of the old system, read: what it says, with which form, when it happened."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tenant_site.legacy.examining import Examined
from tenant_site.legacy.models import ImportedFile
from tenant_site.legacy.old_forms import OldForm, controls_by_answers, controls_of, form_of
from tenant_site.legacy.old_times import occurred_at
from tenant_site.legacy.old_values import Answers, answers_of, info_of
from tenant_site.legacy.problems import Problem
from tenant_site.legacy.telling_apart import Row
from tenant_site.legacy.words import is_empty, words

READ_ELSEWHERE = frozenset(
    {"id", "number", "employee", "location", "type_news", "created", "updated", "created_by"}
    | {"info", "template"}
)


@dataclass
class OldEntry:
    """An old entry on its way: read, not yet written."""

    row: Row
    answers: Answers
    form: OldForm
    at: datetime
    files: list[ImportedFile] = field(default_factory=list)

    def said(self, name: str) -> str:
        """Return one of its own columns as text."""
        return words(self.row.value.get(name))


def read_entry(row: Row, examined: Examined, zone: ZoneInfo, *, otherwise: datetime) -> OldEntry:
    """Return what an old entry says; `otherwise` is when, should it say nothing of that."""
    old: Mapping[str, Any] = row.value
    info = info_of(old.get("info"))
    if info is None:
        form = OldForm((), None)
        answers = Answers(lines=[words(old.get("info"))], problems=[Problem("info_broken", "info")])
    else:
        form, problems = _form(old, info, examined)
        answers = answers_of(form, info, examined.names)
        answers.problems[:0] = problems
        if is_empty(dict(info)):
            answers.problems.append(Problem("info_empty", "info"))
    at, late = occurred_at(old, answers.values, zone, otherwise=otherwise)
    answers.problems += late
    answers.left.update(
        f"news.{name}"
        for name, value in old.items()
        if name not in READ_ELSEWHERE and not is_empty(value)
    )
    return OldEntry(row, answers, form, at)


def _form(
    old: Mapping[str, Any], info: Mapping[str, Any], examined: Examined
) -> tuple[OldForm, list[Problem]]:
    """Return the form that the entry carries, or its type's, or one made of the answers' names."""
    template = old.get("template")
    controls = controls_of(template)
    if controls:
        return form_of(controls), []
    code = "template_broken" if controls is None and not is_empty(template) else "template_gone"
    of_type = examined.types.get(words(old.get("type_news")), {})
    controls = controls_of(of_type.get("template"))
    if not controls or not {one.old_key for one in controls} >= info.keys():
        controls = controls_by_answers(info)
    return form_of(controls), [Problem(code, "template")]
