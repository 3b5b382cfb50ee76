"""The settings of a kind as fields of a page's form, and back to data."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenant_site.designer.answers import read_answers
from tenant_site.designer.kind_words import setting_label
from tenant_site.entry_forms.kind import Kind, Setting
from tenant_site.entry_forms.rows import Rows
from tenant_site.entry_forms.settings import (
    MOST_OPTION_LABEL,
    Columns,
    Number,
    Options,
    Whole,
    Words,
    YesNo,
)

HOW = (
    ("hidden", gettext_lazy("not asked")),
    ("by_type", gettext_lazy("asked where the type of person requires it")),
    ("shown", gettext_lazy("asked")),
    ("required", gettext_lazy("required")),
)
MOST_PASTED = 30_000


def setting_fields(kind: Kind, current: Mapping[str, Any]) -> dict[str, forms.Field]:
    """Return the fields for the settings of a kind, filled with what is set."""
    found: dict[str, forms.Field] = {}
    for name, setting in kind.settings.items():
        if isinstance(setting, Options):
            found |= _answer_fields(setting, current.get(name) or ())
        elif isinstance(setting, Columns) and isinstance(kind, Rows):
            columns = current.get(name) or setting.clean(setting.default)
            found |= _column_fields(kind, setting, columns)
        else:
            found[f"set_{name}"] = _plain_field(kind, name, setting, current.get(name))
    return found


def read_settings(kind: Kind, given: Mapping[str, Any], current: Mapping[str, Any]) -> Any:
    """Return the settings that the cleaned fields say; what was left empty is left out."""
    found: dict[str, Any] = {}
    for name, setting in kind.settings.items():
        if isinstance(setting, Options):
            answers = read_answers(given, current.get(name) or ())
            found |= {name: answers} if answers or setting.default is not None else {}
        elif isinstance(setting, Columns):
            found[name] = {column: given[f"col_{column}"] for column in _free(setting)}
        elif (value := given.get(f"set_{name}")) not in (None, ""):
            found[name] = value
    return found


def _free(setting: Columns) -> list[str]:
    return [name for name in setting.names if name not in setting.always]


def _plain_field(kind: Kind, name: str, setting: Setting, now: Any) -> forms.Field:
    label = setting_label(kind, name)
    initial = setting.default if now is None else now
    if isinstance(setting, YesNo):
        return forms.BooleanField(label=label, required=False, initial=initial)
    if isinstance(setting, Whole):
        limits = {"least": setting.least, "most": setting.most}
        return forms.IntegerField(
            label=label,
            required=False,
            initial=initial,
            min_value=setting.least,
            max_value=setting.most,
            help_text=_("From %(least)d to %(most)d.") % limits,
        )
    most = setting.most if isinstance(setting, Words) else 20
    attributes = {"inputmode": "decimal"} if isinstance(setting, Number) else {}
    widget = forms.TextInput(attrs=attributes)
    return forms.CharField(
        label=label, required=False, initial=initial, max_length=most, widget=widget
    )


def _answer_fields(setting: Options, answers: Any) -> dict[str, forms.Field]:
    found: dict[str, forms.Field] = {
        f"answer_{one['key']}": forms.CharField(
            label=_("Answer %(number)d") % {"number": number},
            required=False,
            initial=one["label"],
            max_length=MOST_OPTION_LABEL,
        )
        for number, one in enumerate(answers, start=1)
    }
    found["more"] = forms.CharField(
        label=_("Further answers") if answers else _("Answers"),
        required=not answers and setting.default is not None,
        max_length=MOST_PASTED,
        help_text=_("One a line."),
        widget=forms.Textarea(attrs={"rows": 3 if answers else 5}),
    )
    return found


def _column_fields(
    kind: Rows, setting: Columns, current: Mapping[str, str]
) -> dict[str, forms.Field]:
    labels = {column.name: str(column.label) for column in kind.columns}
    return {
        f"col_{name}": forms.ChoiceField(
            label=labels[name],
            choices=[one for one in HOW if one[0] in setting.choices(name)],
            initial=current.get(name, "hidden"),
        )
        for name in _free(setting)
    }
