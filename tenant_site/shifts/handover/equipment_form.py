"""The form by which the equipment of a post is listed: one line each."""

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenant_site import activity
from tenant_site.books.models import Book
from tenant_site.entry_forms.texts import plain
from tenant_site.members.models import Member
from tenant_site.shifts.models import ExpectedItem

MAX_ITEMS = 60


@dataclass(frozen=True)
class Line:
    """A piece of equipment as it was typed."""

    code: str
    name: str
    amount: int


class EquipmentForm(forms.Form):
    """All equipment of a post, one piece a line: code, name, amount."""

    lines = forms.CharField(
        label=gettext_lazy("Equipment"),
        required=False,
        max_length=10_000,
        help_text=gettext_lazy(
            "One a line: code; name; how many there should be. For example “L1; Torch; 2”."
        ),
        widget=forms.Textarea(attrs={"rows": 10, "autocapitalize": "none", "spellcheck": "false"}),
    )

    def __init__(self, data: Any = None, *, book: Book, by: Member) -> None:
        super().__init__(data)
        self._book, self._by = book, by
        listed = ExpectedItem.objects.filter(book=book)
        self.initial["lines"] = "\n".join(
            f"{item.code}; {item.name}; {item.amount}" for item in listed
        )

    def clean_lines(self) -> list[Line]:
        """Read each line, and name the ones that cannot be read."""
        lines = [
            plain(line.replace("\t", "; "))  # as spreadsheets copy
            for line in self.cleaned_data["lines"].splitlines()
        ]
        numbered = [(number, line) for number, line in enumerate(lines, start=1) if line]
        if len(numbered) > MAX_ITEMS:
            many = _("A post has %(most)d pieces of equipment at most.") % {"most": MAX_ITEMS}
            raise ValidationError(many, code="many")
        found, wrong = list[Line](), list[ValidationError]()
        for number, line in numbered:
            try:
                found.append(_read(number, line, {one.code for one in found}))
            except ValidationError as problem:
                wrong.append(problem)
        if wrong:
            raise ValidationError(wrong)
        return found

    @transaction.atomic
    def save(self) -> None:
        """List this equipment and no other; past hand-overs keep what they were about."""
        lines: list[Line] = self.cleaned_data["lines"]
        Book.objects.select_for_update().get(pk=self._book.pk)
        listed = ExpectedItem.objects.filter(book=self._book)
        listed.exclude(code__in=[line.code for line in lines]).delete()
        ExpectedItem.objects.bulk_create(
            (ExpectedItem(book=self._book, **vars(line)) for line in lines),
            update_conflicts=True,  # a hand-over that is being filled keeps its fields
            unique_fields=["book", "code"],
            update_fields=["name", "amount"],
        )
        activity.note("equipment_listed", by=self._by, about=self._book.name)


def _read(number: int, line: str, codes: set[str]) -> Line:
    parts = [part.strip() for part in line.split(";")]
    code, name, amount = [*parts, "", ""][:3] if len(parts) > 1 else ("", "", "")
    if not (code and name) or len(parts) > 3 or len(code) > 40 or len(name) > 120:
        unread = _("Line %(number)d: write code; name; amount.") % {"number": number}
        raise ValidationError(unread, code="unread")
    if not re.fullmatch(r"\d{1,4}", amount or "1", re.ASCII):
        amiss = _("Line %(number)d: the amount is a number up to 9999.") % {"number": number}
        raise ValidationError(amiss, code="amount")
    if code in codes:
        twice = _("Line %(number)d: the code %(code)s stands there twice.")
        raise ValidationError(twice % {"number": number, "code": code}, code="twice")
    return Line(code, name, int(amount or "1"))
