"""The forms by which somebody hands over, takes over alone, and signs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenant_site.books.models import Book, Entry
from tenant_site.books.occurred_at import OccurredAtField, meant_by_repeat
from tenant_site.books.open_matters import open_in
from tenant_site.books.refusals import BookClosed
from tenant_site.books.repeats import SentBefore, SentOnce
from tenant_site.entry_forms.texts import plain
from tenant_site.members.models import Member
from tenant_site.shifts.handover.account import Account, CheckedItem, Condition
from tenant_site.shifts.handover.closing import Change, hand_over, take_over
from tenant_site.shifts.handover.refusals import HandoverPending
from tenant_site.shifts.models import ExpectedItem, Handover

MAX_WORDS, MAX_MATTERS, MAX_AMOUNT = 5_000, 50, 9_999


@dataclass(frozen=True)
class ItemFields:
    """One piece of equipment with the fields in which it is checked."""

    item: ExpectedItem
    found: BoundField
    condition: BoundField
    remark: BoundField

    @property
    def errors(self) -> list[str]:
        """What is wrong with any of them."""
        return [str(e) for one in (self.found, self.condition, self.remark) for e in one.errors]


class HandoverForm(SentOnce, forms.Form):
    """What is handed over: equipment as it is, open matters, a remark."""

    matters = forms.CharField(
        label=gettext_lazy("Open matters"),
        required=False,
        max_length=MAX_WORDS,
        help_text=gettext_lazy(
            "One a line. What was open at the last hand-over stands here: take out what is done."
        ),
        widget=forms.Textarea(attrs={"rows": 4, "autocapitalize": "sentences"}),
    )
    remark = forms.CharField(
        label=gettext_lazy("Remark"),
        required=False,
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 3, "autocapitalize": "sentences"}),
    )
    changed_at = OccurredAtField(
        label=gettext_lazy("When you hand over"),
        help_text=gettext_lazy("The shift that ends nearest to it is handed over."),
    )

    def __init__(
        self, data: Any = None, *, book: Book, by: Member, last: Handover | None = None
    ) -> None:
        super().__init__(data)
        self._book, self._by, self._last = book, by, last
        self.follow_ups = open_in(book)
        self._expected = list(ExpectedItem.objects.filter(book=book))
        for item in self._expected:
            self._add(item)
        self.initial["matters"] = "\n".join(carried_over(last))
        self.initial["changed_at"] = timezone.localtime().replace(second=0, microsecond=0)

    def _add(self, item: ExpectedItem) -> None:
        self.fields[f"found_{item.pk}"] = forms.IntegerField(
            label=_("Found"), min_value=0, max_value=MAX_AMOUNT, initial=item.amount
        )
        self.fields[f"condition_{item.pk}"] = forms.ChoiceField(
            label=_("Condition"), choices=Condition.choices, initial=Condition.GOOD
        )
        self.fields[f"remark_{item.pk}"] = forms.CharField(
            label=_("Remark"), required=False, max_length=200
        )

    @property
    def items(self) -> list[ItemFields]:
        """The checklist, to be shown line by line."""
        return [
            ItemFields(
                item,
                self[f"found_{item.pk}"],
                self[f"condition_{item.pk}"],
                self[f"remark_{item.pk}"],
            )
            for item in self._expected
        ]

    def clean_matters(self) -> list[str]:
        """Return the lines that say something."""
        lines = [plain(line) for line in self.cleaned_data["matters"].splitlines()]
        found = [line for line in lines if line]
        if len(found) > MAX_MATTERS:
            many = _("Write %(most)d matters at most.") % {"most": MAX_MATTERS}
            raise ValidationError(many, code="many")
        return found

    def clean_changed_at(self) -> datetime:
        """Refuse what lies before the last hand-over."""
        changed_at: datetime = self.cleaned_data["changed_at"]
        if self._last is not None and changed_at < self._last.entry.occurred_at:
            late = _("This moment lies before the last hand-over of this book.")
            raise ValidationError(late, code="before")
        return changed_at

    def record(self) -> Handover | None:
        """Hand over; None when the form now says why that does not go."""
        return self._try(hand_over, self._change(self._by))

    def _try(self, act: Any, change: Change) -> Handover | None:
        try:
            handover: Handover = act(change)
        except SentBefore as refusal:
            notice = _(
                "Entry %(number)s was already written from this form, with other words, amounts "
                "or times. What you see here is not written: write what it lacks as a further "
                "entry of the book."
            )
            self.add_error(None, notice % {"number": refusal.number})
        except HandoverPending:
            self.add_error(None, _("The last hand-over of this book is to be accepted first."))
        except BookClosed:
            self.add_error(None, _("This book was closed meanwhile and takes no more entries."))
        else:
            return handover
        return None

    def _change(self, outgoing: Member | None, reason: str = "") -> Change:
        said = self.cleaned_data
        told = Account(
            items=[self._checked(item) for item in self._expected],
            matters=said["matters"],
            follow_ups=self.follow_ups,
            remark=plain(said["remark"], lines=True),
            reason=reason,
        )
        return Change(
            book=self._book,
            by=self._by,
            outgoing=outgoing,
            told=told,
            changed_at=self._changed_at(),
            client_uuid=self.client_uuid,
        )

    def _changed_at(self) -> datetime:
        """Return when the guard changed, as the same form meant it when it was sent first."""
        changed_at: datetime = self.cleaned_data["changed_at"]
        first = Entry.objects.sent_as(self.client_uuid, book=self._book)
        said = str(self["changed_at"].data)
        return meant_by_repeat(said, changed_at, first) if first else changed_at

    def _checked(self, item: ExpectedItem) -> CheckedItem:
        said = self.cleaned_data
        return CheckedItem(
            code=item.code,
            name=item.name,
            expected=item.amount,
            found=said[f"found_{item.pk}"],
            condition=said[f"condition_{item.pk}"],
            remark=plain(said[f"remark_{item.pk}"]),
        )


class TakeOverForm(HandoverForm):
    """What somebody finds who comes and finds nobody."""

    reason = forms.CharField(
        label=gettext_lazy("Why nobody hands over to you"),
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 3, "autocapitalize": "sentences"}),
    )
    outgoing = forms.ModelChoiceField(
        label=gettext_lazy("Who was on duty"),
        queryset=Member.objects.none(),
        required=False,
        empty_label=gettext_lazy("I do not know"),
        help_text=gettext_lazy("If nobody is named, whoever had the post last is sealed here."),
    )
    field_order = ["reason", "outgoing"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Member.objects.active().filter(books=self._book).exclude(pk=self._by.pk)
        field: Any = self.fields["outgoing"]
        field.queryset = others.order_by("display_name", "pk")
        self.fields["changed_at"].label = _("When you took over")

    def record(self) -> Handover | None:
        """Take over alone; None when the form now says why that does not go."""
        said = self.cleaned_data
        reason = plain(said["reason"], lines=True)
        return self._try(take_over, self._change(said["outgoing"], reason))


def carried_over(last: Handover | None) -> list[str]:
    """Return what was open at the last hand-over."""
    if last is None:
        return []
    return list(Account.sealed_in(last.entry).matters)
