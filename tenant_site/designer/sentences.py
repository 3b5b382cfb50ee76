"""Parts of a form in words: when a field is asked, how wide it is, what an answer is called."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenant_site.entry_forms.definition import Definition, Field
from tenant_site.entry_forms.scalars import Choices

WIDTHS = {
    "full": gettext_lazy("a whole line"),
    "half": gettext_lazy("half a line"),
    "third": gettext_lazy("a third of a line"),
}


def width_words(width: str) -> str:
    """Return how wide a field is."""
    return str(WIDTHS[width])


def answer_label(field: Field, key: str) -> str:
    """Return what an answer of a field is called."""
    return field.kind.read([key] if isinstance(field.kind, Choices) else key, field.settings)


def condition(field: Field, definition: Definition) -> str:
    """Return when a field is asked (“Gate” is “South” or “North”); empty where always."""
    if field.show_if is None:
        return ""
    other = definition[field.show_if.field]
    answers = (_("“%s”") % answer_label(other, value) for value in field.show_if.values)
    told = {"field": other.label, "answers": _(" or ").join(answers)}
    return _("“%(field)s” is %(answers)s") % told
