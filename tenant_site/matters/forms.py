"""What people send about what stands beside an entry."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenant_site.books.answering import uuid_of
from tenant_site.books.models import Book, Entry
from tenant_site.books.repeats import SentBefore, SentOnce
from tenant_site.matters.commenting import comment_on
from tenant_site.matters.following import (
    ChangedSince,
    FollowUpRefused,
    Seen,
    change_follow_up,
    finish_follow_up,
    open_follow_up,
    reopen_follow_up,
)
from tenant_site.matters.models import Comment, FollowUp
from tenant_site.matters.models.follow_up import MAX_WORDS_LENGTH
from tenant_site.matters.refusals import sentence
from tenant_site.members.models import Member

if TYPE_CHECKING:
    CommentModelForm = forms.ModelForm[Comment]
    FollowUpModelForm = forms.ModelForm[FollowUp]
else:  # Django 5.2 cannot index the class
    CommentModelForm = FollowUpModelForm = forms.ModelForm


def words_field(label: Any, *, required: bool = True) -> forms.CharField:
    """Return a field for a few words, over some lines."""
    box = forms.Textarea(attrs={"rows": 2, "autocapitalize": "sentences"})
    return forms.CharField(label=label, required=required, max_length=MAX_WORDS_LENGTH, widget=box)


class CommentForm(SentOnce, CommentModelForm):
    """Something to say of an entry."""

    class Meta:
        model = Comment
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3, "autocapitalize": "sentences"})}
        help_texts = {
            "text": gettext_lazy("It stays as you send it; a further one puts it right."),
        }

    def send(self, *, entry: Entry, by: Member) -> Comment | None:
        """Put it below the entry; None when the form now says what it wrote before."""
        text = self.cleaned_data["text"]
        try:
            return comment_on(entry=entry, by=by, text=text, client_uuid=self.client_uuid)
        except SentBefore:
            notice = _(
                "This comment was already written, with other words. What you see here is not "
                "written yet: send it again to write it as a further comment."
            )
            self.begin_anew(notice)
            return None


class DueDateInput(forms.DateInput):
    """A date as browsers know it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class WhoAndWhen(forms.Form):
    """Who does it, and until when; both may stay open."""

    assigned_to = forms.ModelChoiceField(
        label=gettext_lazy("Assigned to"),
        queryset=Member.objects.none(),
        required=False,
        empty_label=gettext_lazy("nobody yet"),
    )
    due_on = forms.DateField(label=gettext_lazy("Due on"), required=False, widget=DueDateInput())

    def offer(self, book: Book, *, also: Iterable[UUID | None] = ()) -> None:
        """Offer the members who write in `book`, and those who had it though they do not."""
        field = self.fields["assigned_to"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  # for the type checker
        writing = Member.objects.writing_in(book).order_by().values("pk")
        had = [one for one in also if one]
        offered = Member.objects.filter(Q(pk__in=writing) | Q(pk__in=had))
        field.queryset = offered.order_by("display_name", "pk")

    def clean_due_on(self) -> date | None:
        """Refuse a day that has passed, unless it was due then already."""
        due_on: date | None = self.cleaned_data["due_on"]
        was_due = self.cleaned_data.get("seen_due_on")
        if due_on and due_on < timezone.localdate() and due_on != was_due:
            raise ValidationError(_("This day has passed. Choose today or later."), code="past")
        return due_on


class FollowUpForm(SentOnce, WhoAndWhen):
    """What has to be done about an entry."""

    about = forms.CharField(
        label=gettext_lazy("What has to be done"),
        max_length=FollowUp._meta.get_field("about").max_length,
        validators=FollowUp._meta.get_field("about").validators,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "sentences"}),
    )
    field_order = ["about", "assigned_to", "due_on"]

    def __init__(self, *args: Any, entry: Entry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entry = entry
        self.offer(entry.book)

    def open(self, *, by: Member) -> FollowUp | None:
        """Open the follow-up; None when the form now says that it opened another one before."""
        try:
            return open_follow_up(
                entry=self.entry, by=by, client_uuid=self.client_uuid, **self.cleaned_data
            )
        except SentBefore:
            notice = _(
                "This follow-up is already open, with other words, another person or another day. "
                "What you see here is not opened yet: send it again to open it as a further one."
            )
            self.begin_anew(notice)
            return None


class ActForm(forms.Form):
    """One act upon a follow-up, which somebody else may have changed meanwhile."""

    def __init__(self, *args: Any, follow_up: FollowUp, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.follow_up = follow_up

    def act(self, *, by: Member) -> bool:
        """Do it; False when the form now says why nothing changed."""
        try:
            self.do(by=by)
        except FollowUpRefused as refusal:
            self.add_error(None, ValidationError(sentence(refusal), code="refused"))
            return False
        return True

    def do(self, *, by: Member) -> None:
        """Do it."""
        raise NotImplementedError


class ChangeForm(ActForm, WhoAndWhen):
    """Hand it on, set another day, add a word."""

    words = words_field(gettext_lazy("A word about it"), required=False)
    seen_assigned_to = forms.UUIDField(required=False, widget=forms.HiddenInput())
    seen_due_on = forms.DateField(required=False, widget=forms.HiddenInput())
    field_order = ["seen_assigned_to", "seen_due_on"]

    def __init__(self, *args: Any, follow_up: FollowUp, **kwargs: Any) -> None:
        super().__init__(*args, follow_up=follow_up, initial=_holds(follow_up), **kwargs)
        seen = uuid_of(self.data.get("seen_assigned_to", ""))
        self.offer(follow_up.entry.book, also=[follow_up.assigned_to_id, seen])

    def do(self, *, by: Member) -> None:
        """Change it as was asked for; refused, it shows what holds now and keeps the words."""
        asked = dict(self.cleaned_data)
        seen = Seen(asked.pop("seen_assigned_to"), asked.pop("seen_due_on"))
        try:
            change_follow_up(follow_up=self.follow_up, by=by, seen=seen, **asked)
        except ChangedSince as refusal:
            self.data = {"words": asked["words"], **_holds(refusal.held)}
            raise


class FinishForm(ActForm):
    """It is done: how."""

    words = words_field(gettext_lazy("What was done"))

    def do(self, *, by: Member) -> None:
        """Finish it."""
        finish_follow_up(follow_up=self.follow_up, by=by, words=self.cleaned_data["words"])


class ReopenForm(ActForm):
    """It was not done after all: why."""

    words = words_field(gettext_lazy("Why it is opened again"))

    def do(self, *, by: Member) -> None:
        """Open it again."""
        reopen_follow_up(follow_up=self.follow_up, by=by, words=self.cleaned_data["words"])


def _holds(follow_up: FollowUp) -> dict[str, Any]:
    person, day = follow_up.assigned_to_id, follow_up.due_on
    return {
        "assigned_to": person,
        "due_on": day,
        "seen_assigned_to": person,
        "seen_due_on": day,
    }
