"""The page on which one field of a form is configured."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenant_site.designer.answers import moved_answer
from tenant_site.designer.sentences import answer_label
from tenant_site.designer.setting_fields import read_settings, setting_fields
from tenant_site.entry_forms.definition import MOST_HELP, MOST_LABEL, Field
from tenant_site.entry_forms.kind import Kind
from tenant_site.entry_forms.problems import DefinitionRefused
from tenant_site.entry_forms.rows import Rows

WIDTHS = (
    ("full", gettext_lazy("The whole line")),
    ("half", gettext_lazy("Half a line")),
    ("third", gettext_lazy("A third of a line")),
)
JOINT = "="


@dataclass(frozen=True)
class Condition:
    """A field above, and which of its answers show the one that is configured."""

    label: str
    answers: Sequence[tuple[str, str, bool]]
    is_open: bool


class FieldForm(forms.Form):
    """Label, help, width, condition and the settings of the field's kind."""

    label = forms.CharField(label=gettext_lazy("Label"), max_length=MOST_LABEL)
    required = forms.BooleanField(label=gettext_lazy("Must be filled in"), required=False)
    help = forms.CharField(
        label=gettext_lazy("Help"),
        required=False,
        max_length=MOST_HELP,
        help_text=gettext_lazy("A sentence below the label, for whoever fills it in."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    width = forms.ChoiceField(
        label=gettext_lazy("Width"), choices=WIDTHS, initial="full", widget=forms.RadioSelect
    )
    show_if = forms.MultipleChoiceField(
        label=gettext_lazy("Asked only if"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        kind: Kind,
        current: Field | None = None,
        above: Sequence[Field] = (),
    ) -> None:
        initial = _initial(current) if current else None
        super().__init__(_completed(data, current), initial=initial)
        self.kind, self.current = kind, current
        self.above = [one for one in above if one.kind.answers(one.settings) is not None]
        self.fields |= setting_fields(kind, current.settings if current else {})
        self.fields["show_if"].choices = [  # type: ignore[attr-defined]  # MultipleChoiceField
            (f"{one.key}{JOINT}{answer}", answer_label(one, answer))
            for one in self.above
            for answer in one.kind.answers(one.settings) or ()
        ]
        if not kind.has_value:
            del self.fields["required"], self.fields["width"], self.fields["help"]
        if not self.above:
            del self.fields["show_if"]

    @property
    def plain_settings(self) -> list[BoundField]:
        """The settings that are one field each."""
        return [self[name] for name in self.fields if name.startswith("set_")]

    @property
    def columns(self) -> list[BoundField]:
        """The columns that may be asked or not."""
        return [self[name] for name in self.fields if name.startswith("col_")]

    @property
    def always(self) -> list[str]:
        """What every row asks, whatever the owner decides."""
        if not isinstance(self.kind, Rows):
            return []
        return [str(one.label) for one in self.kind.columns if one.name in self.kind.always]

    @property
    def answers(self) -> list[tuple[str, BoundField]]:
        """The answers there are, each with its key."""
        names = [name for name in self.fields if name.startswith("answer_")]
        return [(name.removeprefix("answer_"), self[name]) for name in names]

    @property
    def conditions(self) -> list[Condition]:
        """The fields above whose answers can show this one."""
        chosen = set(self["show_if"].value() or ()) if self.above else set()
        found = []
        for one in self.above:
            answers = [
                (value, answer_label(one, key), value in chosen)
                for key in one.kind.answers(one.settings) or ()
                for value in (f"{one.key}{JOINT}{key}",)
            ]
            is_open = any(is_chosen for _value, _label, is_chosen in answers)
            found.append(Condition(one.label, answers, is_open))
        return found

    def clean_show_if(self) -> list[str]:
        """Refuse answers of more than one field."""
        chosen: list[str] = self.cleaned_data["show_if"]
        if len({one.partition(JOINT)[0] for one in chosen}) > 1:
            raise forms.ValidationError(
                _("Choose answers of one field only; all others must be unmarked."), code="several"
            )
        return chosen

    def read(self) -> dict[str, Any]:
        """Return the field as data, without key and kind."""
        given = self.cleaned_data
        settings = read_settings(self.kind, given, self.current.settings if self.current else {})
        if "options" in settings:
            settings["options"] = moved_answer(
                settings["options"], self.data.get("move_answer", "")
            )
        found = {
            name: given[name] for name in ("label", "required", "help", "width") if name in given
        }
        chosen = [one.partition(JOINT) for one in given.get("show_if") or ()]
        show_if = {"field": chosen[0][0], "is": [one[2] for one in chosen]} if chosen else None
        return found | {"settings": settings, "show_if": show_if}

    def refuse(self, refused: DefinitionRefused, place: int) -> None:
        """Show what is wrong with the form at the field it belongs to; `place` is this one's."""
        own = [one for one in refused.problems if one.path.startswith(f"fields.{place}.")]
        for problem in own:
            shown = self._field_of(problem.path.split(".")[2:])
            self.add_error(shown, forms.ValidationError(problem.message, code=problem.code))
        if not own:  # else what others say may follow from it
            code, message = refused.problems[0].code, refused.problems[0].message
            self.add_error(None, _of_others(code, message))

    def _field_of(self, path: Sequence[str]) -> str | None:
        if path[0] != "settings":
            return path[0] if path[0] in self.fields else None
        asked = {"options": "more"}.get(path[1], f"set_{path[1]}") if len(path) > 1 else ""
        return asked if asked in self.fields else None


def _of_others(code: str, message: str) -> forms.ValidationError:
    if code == "no_answer":
        message = _(
            "Another field is shown by an answer that you removed. "
            "Change that field first, or keep the answer."
        )
    return forms.ValidationError(message, code=code)


def _completed(data: Mapping[str, Any] | None, current: Field | None) -> Any:
    """Return what was sent, with the answers that the page did not know of yet as they are."""
    if not isinstance(data, QueryDict) or current is None:
        return data
    completed = data.copy()
    for one in current.settings.get("options") or ():
        completed.setdefault(f"answer_{one['key']}", one["label"])
    return completed


def _initial(field: Field) -> dict[str, Any]:
    show_if = field.show_if
    chosen = [f"{show_if.field}{JOINT}{one}" for one in show_if.values] if show_if else []
    return {
        "label": field.label,
        "required": field.required,
        "help": field.help,
        "width": field.width,
        "show_if": chosen,
    }
