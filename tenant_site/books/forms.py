"""The form of a new entry."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tenant_site.books.answering import Answers, as_lists
from tenant_site.books.default_types import NOTHING_TO_REPORT
from tenant_site.books.drafts import record_with_drafts
from tenant_site.books.models import Book, DraftUpload, Entry, EntryType
from tenant_site.books.occurred_at import OccurredAtField, meant_by_repeat
from tenant_site.books.refusals import BansUnread, BookClosed
from tenant_site.books.repeats import SentOnce, says_the_same
from tenant_site.books.warned import SENT_AS, Warned
from tenant_site.entry_forms.html import BoundDefinition
from tenant_site.entry_forms.models import FormVersion
from tenant_site.entry_forms.texts import plain
from tenant_site.files.intake import FileRefused
from tenant_site.members.models import Member
from tenant_site.workspace.limits import full, room_left_bytes

MAX_TEXT_LENGTH = 20_000
FORM_CHANGED = gettext_lazy(
    "This form was changed since you began. Look it over: what is not asked any more is not kept."
)
ACCEPT = "image/*,video/*,audio/*,.pdf,.txt,.csv,.docx,.xlsx,.pptx,.odt,.ods,.odp"


class ManyFilesInput(forms.FileInput):
    """A file input that takes any number of files."""

    allow_multiple_selected = True

    def value_from_datadict(
        self, data: Any, files: "MultiValueDict[str, UploadedFile[Any]]", name: str
    ) -> "list[UploadedFile[Any]]":
        """Return all of them."""
        return files.getlist(name)


class SaidField(forms.CharField):
    """Words that are asked for, and that a photo may stand in for: the form decides."""

    def validate(self, value: Any) -> None:
        """Accept silence here; `EntryForm.clean` knows the files."""


class EntryForm(SentOnce, forms.Form):
    """What happened. Files are kept as soon as they arrive, whatever else is wrong."""

    sent_before = gettext_lazy(
        "Entry %(number)s was already written from this form, with other words or files. "
        "What you see here is not written yet: send it again to write it as a further entry."
    )
    text = SaidField(
        label=gettext_lazy("What happened"),
        max_length=MAX_TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5, "autofocus": True, "autocapitalize": "sentences"}),
    )
    occurred_at = OccurredAtField(label=gettext_lazy("When it occurred"))
    uploads = forms.Field(
        label=gettext_lazy("Photos and files"),
        required=False,
        widget=ManyFilesInput(attrs={"multiple": True, "accept": ACCEPT}),
    )

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        book: Book,
        author: Member,
        entry_type: EntryType,
    ) -> None:
        super().__init__(data, files)
        self.book, self.author, self.entry_type = book, author, entry_type
        began_with = self.data.get("form_version", "")
        version = FormVersion.objects.in_hand(entry_type, began_with)
        self.given = Answers(version, as_lists(self.data), as_lists(self.files))
        self.warned = Warned.of(self.given.data.getlist(SENT_AS))
        self._prepare_text()
        self.fields["uploads"].widget.attrs |= _limits()
        self.fields["uploads"].help_text = _files_told()
        self.no_room = full("storage_bytes")
        self.initial["occurred_at"] = timezone.localtime().replace(second=0, microsecond=0)
        self.first = self._entry_of_this_form() if self.is_bound else None

    def _prepare_text(self) -> None:
        """Ask what happened, or for remarks below the questions of a form."""
        text, has_questions = self.fields["text"], bool(self.given.questions)
        text.widget.attrs.pop("maxlength")  # a browser would cut what is pasted, and say nothing
        text.required = not (has_questions or self._may_be_silent)
        if has_questions:
            text.label = _("Remarks")
            text.widget.attrs.pop("autofocus")

    @property
    def answers(self) -> BoundDefinition | None:
        """The questions of the type's form, with what was answered; None for the plain form."""
        return self.given.bound

    @property
    def drafts(self) -> Sequence[DraftUpload]:
        """The files that have arrived, those of the form's own questions aside."""
        return self.given.arrived.plain

    @property
    def faults_count(self) -> int:
        """How many things want attention."""
        return len(self.errors) + len(self.given.problems)

    @property
    def status(self) -> int:
        """The status of the answer that shows this form."""
        return 422 if self.is_bound and not self.given.asks_for_a_row else 200

    def is_valid(self) -> bool:
        """Say whether this may be written: nothing is wrong, and no further row was wanted."""
        in_order = super().is_valid() and not self.given.problems
        return in_order and not self.given.asks_for_a_row

    def clean_text(self) -> str:
        """Keep line ends as one character, whatever the browser sent, and no controls."""
        return plain(self.cleaned_data["text"], lines=True)

    def clean(self) -> dict[str, Any]:
        """Take the answers, keep the files, name what is wrong, ask for something to be said."""
        if self.first is not None:
            self.given.take(first=self.first)
            if not self._is_wrong and not self._repeats(self.first):
                self._begin_anew(self.first)
        if self.first is None:
            self._keep_files()
            self.given.take(first=None)
        if self.given.began_with_another_version:
            self.add_error(None, ValidationError(str(FORM_CHANGED), code="form_changed"))
        if self._says_nothing() or (self.given.problems and self.first is None):
            self._find_first()
        if self._says_nothing():
            self.add_error("text", ValidationError(_("Say what happened."), code="required"))
        if self.given.asks_for_a_row:
            self._pass_over_errors()
        return self.cleaned_data

    @property
    def _is_wrong(self) -> bool:
        return bool(self.errors or self.given.problems)

    def _find_first(self) -> None:
        """Look whether another request of this form wrote its entry a moment ago."""
        self.first = self._entry_of_this_form()  # its files may have gone there just now
        if self.first is not None:
            self.given.problems = []

    def _pass_over_errors(self) -> None:
        """Show one more row and say nothing yet of what is missing; a refused file is told."""
        for name in self.errors.keys() - {"uploads"}:
            del self.errors[name]
        self.given.problems = self.given.file_problems

    def record(self) -> Entry | None:
        """Write the entry, or say in the form why the book does not take it."""
        try:
            return self.first or self._write()
        except BansUnread as refusal:
            told = self.warned.show(
                refusal, member=self.author, book=self.book, client_uuid=self.client_uuid
            )
            self.add_error(None, told)
            return None
        except BookClosed:
            self.add_error(None, _("This book was closed meanwhile and takes no more entries."))
            return None

    def _write(self) -> Entry:
        """Write the entry with its files.

        Raises:
            EntryRefused: the book does not take it, or not yet.
        """
        return record_with_drafts(
            book=self.book,
            author=self.author,
            entry_type=self.entry_type,
            text=self.cleaned_data["text"],
            occurred_at=self.cleaned_data["occurred_at"],
            client_uuid=self.client_uuid,
            form=self.given.version,
            values=self.given.values,
            bans_read=self.warned.read,
        )

    def _entry_of_this_form(self) -> Entry | None:
        return Entry.objects.sent_as(self.client_uuid, book=self.book)

    def _repeats(self, entry: Entry) -> bool:
        said = {name: self.cleaned_data[name] for name in ("text", "occurred_at")}
        said_at = str(self["occurred_at"].data)
        said["occurred_at"] = meant_by_repeat(said_at, said["occurred_at"], entry)
        uploads = [*self.cleaned_data["uploads"], *self.given.uploads]
        return self.given.stand_in(entry) and says_the_same(
            entry, author=self.author, entry_type=self.entry_type, uploads=uploads, **said
        )

    def _begin_anew(self, entry: Entry) -> None:
        """Let what was typed since become an entry of its own, after a look at it."""
        self.first = None
        self.begin_anew(str(self.sent_before) % {"number": entry.seq})

    def _says_nothing(self) -> bool:
        said = self.cleaned_data.get("text"), self.given.values, len(self.given.arrived)
        may_be_silent = self._may_be_silent or self.first is not None or "text" in self.errors
        return not (any(said) or may_be_silent or self.given.problems)

    @property
    def _may_be_silent(self) -> bool:
        """Say whether the type itself says it all: its form asks for nothing."""
        version = self.given.version
        is_blank = version is not None and not version.form.fields
        return is_blank or self.entry_type.code == NOTHING_TO_REPORT

    def _keep_files(self) -> None:
        uploads, client_uuid = self.cleaned_data.get("uploads", []), self.client_uuid
        self.given.keep_files(uploads, member=self.author, book=self.book, client_uuid=client_uuid)
        for key, problem in self.given.arrived.problems:
            if not key:
                refusal = ValidationError(f"{problem.name}: {problem.message}", code=problem.code)
                self.add_error("uploads", refusal)


def _files_told() -> str:
    most = settings.MAX_FILES_PER_ENTRY
    return ngettext("One file.", "Up to %(limit)d files.", most) % {"limit": most}


def _limits() -> dict[str, object]:
    """Return the limits as attributes, for the browser to tell before anything is sent."""
    too_large = FileRefused("too_large", limit=filesizeformat(settings.MAX_FILE_BYTES))
    too_many = FileRefused("too_many_files", limit=settings.MAX_FILES_PER_ENTRY)
    room, told = room_left_bytes(), dict[str, object]()
    if room is not None:
        no_room = FileRefused("little_room", limit=filesizeformat(room))
        told = {"data-room-bytes": room, "data-no-room": no_room.message}
    return {
        **told,
        "data-max-bytes": settings.MAX_FILE_BYTES,
        "data-max-count": settings.MAX_FILES_PER_ENTRY,
        "data-too-large": too_large.message,
        "data-too-many": too_many.message,
    }
