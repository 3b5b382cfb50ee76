"""Forms of the books: a new book, a new entry."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from tenant_site.books.default_types import NOTHING_TO_REPORT
from tenant_site.books.drafts import keep_drafts, record_with_drafts
from tenant_site.books.models import Book, DraftUpload, Entry, EntryType
from tenant_site.books.occurred_at import OccurredAtField
from tenant_site.books.opening import open_book
from tenant_site.books.refusals import BookClosed
from tenant_site.books.repeats import says_the_same
from tenant_site.files.intake import FileRefused
from tenant_site.members.models import Member
from tenant_site.workspace.limits import LimitReached, full, room_for_books, room_left_bytes

if TYPE_CHECKING:
    from tenant_site.workspace.tenant import WorkspaceTenant

    BookModelForm = forms.ModelForm[Book]
else:  # Django 5.2 cannot index the class
    BookModelForm = forms.ModelForm

MINUTES_AHEAD = 5
MAX_TEXT_LENGTH = 20_000
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
ACCEPT = "image/*,video/*,audio/*,.pdf,.txt,.csv,.docx,.xlsx,.pptx,.odt,.ods,.odp"


class BookForm(BookModelForm):
    """What an owner says of a new book."""

    class Meta:
        model = Book
        fields = ["name", "post"]
        help_texts = {
            "name": gettext_lazy("As people call it: “North gate”, “Control room”."),
            "post": gettext_lazy("Where it is kept, if the name does not say so."),
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "off"}),
            "post": forms.TextInput(attrs={"autocomplete": "off"}),
        }

    def open(self, *, client: "WorkspaceTenant") -> Book | None:
        """Open the book; None when the form now says that the plan holds no more."""
        try:
            with transaction.atomic():
                room_for_books(client)
                return open_book(client=client, **self.cleaned_data)
        except LimitReached as refusal:
            self.add_error(None, ValidationError(refusal.message, code="limit"))
            return None


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


class EntryForm(forms.Form):
    """What happened. Files are kept as soon as they arrive, whatever else is wrong."""

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
        help_text=ngettext_lazy("One file.", "Up to %(limit)d files.", "limit")
        % {"limit": settings.MAX_FILES_PER_ENTRY},
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
        self.fields["text"].required = entry_type.code != NOTHING_TO_REPORT
        self.fields["uploads"].widget.attrs |= _limits()
        self.client_uuid = _uuid(self.data.get("client_uuid", "")) or uuid4()
        self.drafts: Sequence[DraftUpload] = ()
        self.no_room = full("storage_bytes")
        self.initial["occurred_at"] = timezone.localtime().replace(second=0, microsecond=0)
        self.first = self._entry_of_this_form() if self.is_bound else None

    @property
    def status(self) -> int:
        """The status of the answer that shows this form."""
        return 422 if self.is_bound else 200

    def clean_text(self) -> str:
        """Keep line ends as one character, whatever the browser sent."""
        text: str = self.cleaned_data["text"]
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def clean_occurred_at(self) -> datetime:
        """Refuse what has not happened yet; clocks may differ by a few minutes."""
        occurred_at: datetime = self.cleaned_data["occurred_at"]
        if occurred_at > timezone.now() + timedelta(minutes=MINUTES_AHEAD):
            raise ValidationError(_("This moment lies in the future."), code="future")
        if occurred_at < BEGINNING:
            raise ValidationError(_("This moment is too long ago."), code="too_early")
        return occurred_at

    def clean(self) -> dict[str, Any]:
        """Keep the files, name those that are refused, and ask for something to be said."""
        if self.first is not None and not self.errors and not self._repeats(self.first):
            self._begin_anew(self.first)
        if self.first is None:
            self._keep_files()
        if self._says_nothing():
            self.first = self._entry_of_this_form()  # its files may have gone there just now
            if self.first is None:
                self.add_error("text", ValidationError(_("Say what happened."), code="required"))
        return self.cleaned_data

    def record(self) -> Entry | None:
        """Write the entry, or say in the form why the book does not take it."""
        try:
            return self.first or record_with_drafts(
                book=self.book,
                author=self.author,
                entry_type=self.entry_type,
                text=self.cleaned_data["text"],
                occurred_at=self.cleaned_data["occurred_at"],
                client_uuid=self.client_uuid,
            )
        except BookClosed:
            self.add_error(None, _("This book was closed meanwhile and takes no more entries."))
            return None

    def _entry_of_this_form(self) -> Entry | None:
        return Entry.objects.sent_as(self.client_uuid, book=self.book)

    def _repeats(self, entry: Entry) -> bool:
        said = {name: self.cleaned_data[name] for name in ("text", "occurred_at", "uploads")}
        return says_the_same(entry, author=self.author, entry_type=self.entry_type, **said)

    def _begin_anew(self, entry: Entry) -> None:
        """Let what was typed since become an entry of its own, after a look at it."""
        self.first, self.client_uuid = None, uuid4()
        notice = _(
            "Entry %(number)s was already written from this form, with other words or files. "
            "What you see here is not written yet: send it again to write it as a further entry."
        )
        self.add_error(None, ValidationError(notice % {"number": entry.seq}, code="sent_before"))

    def _says_nothing(self) -> bool:
        says_something = self.cleaned_data.get("text") or self.drafts or self.first
        may_be_silent = self.entry_type.code == NOTHING_TO_REPORT or "text" in self.errors
        return not says_something and not may_be_silent

    def _keep_files(self) -> None:
        sent = self.data.getlist("kept") if hasattr(self.data, "getlist") else []
        self.drafts, problems = keep_drafts(
            member=self.author,
            book=self.book,
            client_uuid=self.client_uuid,
            uploads=self.cleaned_data.get("uploads", []),
            chosen=[chosen for chosen in map(_uuid, sent) if chosen],
        )
        for problem in problems:
            refusal = ValidationError(f"{problem.name}: {problem.message}", code=problem.code)
            self.add_error("uploads", refusal)


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


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
