"""What owners say when something is to go."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.visible import validate_visible
from tenant_site.members.models import Member
from tenant_site.privacy.erasing import NothingToErase, begin_erasure
from tenant_site.privacy.models import AskedBy, Basis, Erasure
from tenant_site.privacy.models.erasure import MAX_REASON
from tenant_site.privacy.previews import EntryPreview, PersonPreview
from tenant_site.privacy.targets import ALSO, CONTENT, FILES, EntryTarget, PersonTarget, Target
from tenant_site.privacy.words import COMMENT, FOLLOW_UP

MOST_WORDS = 60
MOST_REPEATS = 100  # that go in one act; once they went, the others are offered
Choices = Sequence[tuple[str, str]]
TargetOf = Callable[[list[str]], Target]  # what an erasure of chosen parts is about


class ReasonField(forms.CharField):
    """Why, on one line, without anybody's name."""

    def __init__(self, **given: Any) -> None:
        rows = forms.Textarea(attrs={"rows": 2, "autocomplete": "off"})
        usual: dict[str, Any] = {"label": _("Reason"), "max_length": MAX_REASON, "widget": rows}
        super().__init__(validators=[validate_visible], **{**usual, **given})

    def to_python(self, value: Any) -> str:
        """Join the lines."""
        return " ".join((super().to_python(value) or "").split())


class EraseForm(forms.Form):
    """What goes, why, and who asked; typed once more, because it cannot be undone."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    parts = forms.MultipleChoiceField(
        label=_("What goes"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what is to go.")},
    )
    also = forms.MultipleChoiceField(
        label=_("What goes with it"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("In the same act, by the same entry that says so."),
    )
    basis = forms.ChoiceField(label=_("Legal basis"), choices=Basis)
    asked_by = forms.ChoiceField(label=_("Who asked"), choices=AskedBy)
    reason = ReasonField(
        help_text=_(
            "It is sealed in the book and read by whoever reads the book: name no person. The "
            "reference of the request is enough."
        )
    )
    confirmation = forms.CharField(
        label=_("To confirm"), widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(
        self, data: Any, *, target_of: TargetOf, word: str, parts: Choices, also: Choices = ()
    ) -> None:
        super().__init__(data, initial={"id": uuid4(), "parts": [key for key, _label in parts]})
        self._target_of, self._word = target_of, word
        for name, choices in (("parts", parts), ("also", also)):
            field: Any = self.fields[name]
            field.choices = choices
            if not choices:
                del self.fields[name]
        self.fields["confirmation"].help_text = gettext(
            "What is suppressed cannot be brought back by anybody. Type %(word)s."
        ) % {"word": word}

    def clean_confirmation(self) -> str:
        """Compare as people do: capitals and blanks do not count."""
        typed: str = self.cleaned_data["confirmation"]
        if _folded(typed) != _folded(self._word):
            raise ValidationError(_("This is something else. Nothing was suppressed."), code="word")
        return typed

    def begin(self, *, by: Member) -> Erasure | None:
        """Begin it; None when there is nothing left that could go, which the form then says."""
        given = {key: value for key, value in self.cleaned_data.items() if key != "confirmation"}
        given["parts"] = [*given.get("parts", ()), *given.pop("also", ())]
        try:
            return begin_erasure(target=self._target_of(given["parts"]), by=by, **given)
        except NothingToErase:
            said = _("Nothing is left to suppress here, or a legal hold keeps all of it.")
            self.add_error(None, ValidationError(said, code="nothing"))
            return None


def form_for_entry(data: Any, preview: EntryPreview) -> EraseForm:
    """Return the form about one entry: each thing that can go has a box."""
    parts = [(CONTENT, gettext("What the entry says"))] if preview.says_something else []
    parts += [(FILES, gettext("Its photos and files"))] if preview.files else []
    parts += [
        (f"{COMMENT}:{one.pk}", gettext("Comment: %(words)s") % {"words": _short(one.text)})
        for one in preview.comments
    ]
    parts += [
        (f"{FOLLOW_UP}:{one.pk}", gettext("Follow-up: %(words)s") % {"words": _short(one.about)})
        for one in preview.follow_ups
    ]
    going = [one for one in preview.repeats if one.may_go][:MOST_REPEATS]
    label = gettext("Entry %(number)s · %(kind)s")
    also = [
        (f"{ALSO}:{one.entry.seq}", label % {"number": one.entry.seq, "kind": one.kind})
        for one in going
    ]
    target_of, word = partial(EntryTarget, preview.entry), str(preview.entry.seq)
    return EraseForm(data, target_of=target_of, word=word, parts=parts, also=also)


def form_for_person(data: Any, preview: PersonPreview) -> EraseForm:
    """Return the form about a person: photos may stay, what names the person goes."""
    person = preview.person
    parts = [(FILES, gettext("Photos and files of these entries too"))]
    word = person.document or person.name
    form = EraseForm(data, target_of=partial(PersonTarget, person), word=word, parts=parts)
    form.fields["parts"].label, form.fields["parts"].required = gettext("Photos and files"), False
    return form


class FindForm(forms.Form):
    """Whom to look for in the register."""

    q = forms.CharField(
        label=gettext_lazy("Document or name"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off", "type": "search"}),
    )


def _short(text: str) -> str:
    return text if len(text) <= MOST_WORDS else f"{text[:MOST_WORDS]}…"


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
