"""Forms of the standing orders."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.visible import validate_visible
from tenant_site.books.models import Book
from tenant_site.books.refusals import BookClosed
from tenant_site.members.models import Member
from tenant_site.shifts.models import OrderVersion
from tenant_site.shifts.models.order import MAX_TEXT_LENGTH, READERS
from tenant_site.shifts.models.pattern import today_here
from tenant_site.shifts.orders import publishing
from tenant_site.shifts.orders.publishing import VersionTaken, Wording, newest_seen


class OrderForm(forms.Form):
    """A standing order, or its next version."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=120,
        validators=[validate_visible],
        help_text=gettext_lazy("As people will speak of it: “Lorries only by the south gate”."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    text = forms.CharField(
        label=gettext_lazy("Order"),
        max_length=MAX_TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6, "autocapitalize": "sentences"}),
    )
    books = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Books"),
        queryset=Book.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Publishing is written into each of them."),
    )
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Who has to read it"),
        choices=[(role.value, role.label) for role in READERS],
        widget=forms.CheckboxSelectMultiple,
    )
    begins_on = forms.DateField(
        label=gettext_lazy("Holds from"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Holds until, that day included"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(
        self, data: Any = None, *, published_by: Member, after: OrderVersion | None = None
    ) -> None:
        super().__init__(data)
        self._by, self._after = published_by, after
        newest = str(after.number) if after else ""
        self.seen = self.data.get("after", "") if self.is_bound else newest
        books = Book.objects.filter(is_open=True).order_by("name", "code")
        self.fields["books"].queryset = books  # type: ignore[attr-defined]  # a field of rows
        self.initial.update(_initial(after))

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning, and a version after one that is not the newest."""
        said = self.cleaned_data
        begins_on, ends_on = said.get("begins_on"), said.get("ends_on")
        if begins_on and ends_on and ends_on < begins_on:
            wrong = ValidationError(_("It cannot end before it begins."), code="ends_before")
            self.add_error("ends_on", wrong)
        if begins_on and begins_on < today_here():
            late = _("It cannot begin in the past: nobody could have read it.")
            self.add_error("begins_on", ValidationError(late, code="past"))
        return said

    def publish(self) -> OrderVersion | None:
        """Publish it; None when the form now says why that did not go."""
        said = self.cleaned_data
        wording = Wording(**{**said, "text": said["text"].replace("\r\n", "\n")})
        try:
            after = newest_seen(self._after, self.seen) if self._after else None
            return publishing.publish(by=self._by, wording=wording, after=after)
        except VersionTaken:
            taken = _(
                "Somebody published another version meanwhile. Copy what you changed, open the "
                "order again and begin from its newest version."
            )
            self.add_error(None, ValidationError(taken, code="taken"))
        except BookClosed:
            closed = _("One of these books was closed meanwhile. Unmark it and send this again.")
            self.add_error("books", ValidationError(closed, code="closed"))
        return None


def _initial(after: OrderVersion | None) -> dict[str, Any]:
    if after is None:
        return {"begins_on": today_here(), "roles": [READERS[0].value]}
    return {
        "title": after.title,
        "text": after.text,
        "books": [target.book_id for target in after.targets.all()],
        "roles": after.roles.split(),
        "begins_on": max(after.begins_on, today_here()),
        "ends_on": after.ends_on if after.ends_on and after.ends_on >= today_here() else None,
    }
