"""The field that asks when something occurred: by picking, or in words."""

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from tenant_site.books.moments import MomentRefused, understand

if TYPE_CHECKING:
    from tenant_site.books.models import Entry

MINUTES_AHEAD = 5
SAME = timedelta(minutes=1)  # between a form's arrival and its entry
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
PICKED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?")


class OccurredAtInput(forms.DateTimeInput):
    """What a browser has for picking date and time, and beside it a line for words.

    What is said in words goes before what was picked.
    """

    template_name = "books/occurred_at.html"

    def __init__(self) -> None:
        super().__init__(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return the words, or without them what was picked."""
        return data.get(f"{name}_in_words") or data.get(name)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Put words into their line, where they can be corrected."""
        words = value if isinstance(value, str) and not PICKED.fullmatch(value) else ""
        picked = timezone.localtime() if words else value
        context = super().get_context(name, picked, attrs)
        context["widget"]["words"] = words
        return context


class OccurredAtField(forms.DateTimeField):
    """A moment, picked or in words, on the clocks of the workspace."""

    widget = OccurredAtInput

    def to_python(self, value: Any) -> datetime | None:
        """Return the moment in UTC."""
        if value in self.empty_values or isinstance(value, datetime):
            return super().to_python(value)
        try:
            return understand(str(value), now=timezone.localtime())
        except MomentRefused as refusal:
            raise ValidationError(refusal.message, code=refusal.code) from refusal

    def validate(self, value: datetime | None) -> None:
        """Refuse what has not happened yet, and what is too long ago; clocks differ a little."""
        super().validate(value)
        if value is None:
            return
        if value > timezone.now() + timedelta(minutes=MINUTES_AHEAD):
            raise ValidationError(_("This moment lies in the future."), code="future")
        if value < BEGINNING:
            raise ValidationError(_("This moment is too long ago."), code="too_early")


def meant_by_repeat(said: str, moment: datetime, first: "Entry") -> datetime:
    """Return when `first` occurred if `said` meant that when it was written; else `moment`.

    A form that is sent again says "10 min ago" again, and the clocks went on.
    """
    try:
        then = understand(said, now=timezone.localtime(first.recorded_at))
    except MomentRefused:
        return moment
    went_on = then != moment and abs(then - first.occurred_at) <= SAME
    return first.occurred_at if went_on else moment
