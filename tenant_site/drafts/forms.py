"""What a page sends while an entry is typed."""

from uuid import uuid4

from django import forms

from tenant_site.books.models import Book, EntryType
from tenant_site.drafts.models import EntryDraft
from tenant_site.drafts.saving import Begun, Turn, save_draft, typed
from tenant_site.entry_forms.posted import name_of
from tenant_site.members.models import Member

MOST_TURNS = 2**53
KEY = r"^[a-z][a-z0-9_]{0,39}$"


class DraftForm(forms.Form):
    """Which page sends which draft for the how-manieth time; what was typed stands beside it."""

    client_uuid = forms.UUIDField(required=False)  # without one the draft gets its own
    page = forms.UUIDField()
    turn = forms.IntegerField(min_value=0, max_value=MOST_TURNS)
    seen = forms.CharField(required=False, max_length=60)
    answers = forms.RegexField(KEY, required=False, max_length=40)  # the question, for a file
    form_version = forms.IntegerField(required=False, min_value=0, max_value=MOST_TURNS)

    def begun(self, *, member: Member, book: Book, entry_type: EntryType) -> Begun:
        """Say which draft this is."""
        return Begun(member, book, entry_type, self.cleaned_data["client_uuid"] or uuid4())

    @property
    def kept_name(self) -> str:
        """The name under which a file is named again when the entry is sent."""
        key = self.cleaned_data["answers"]
        return name_of(key, "kept") if key else "kept"

    @property
    def as_turn(self) -> Turn:
        """Say what the page claims to overwrite."""
        sent = self.cleaned_data
        return Turn(sent["page"], sent["turn"], sent["seen"])

    def save(self, begun: Begun) -> EntryDraft:
        """Keep the draft.

        Raises:
            DraftRefused, BookClosed: as `save_draft`.
        """
        version = self.cleaned_data["form_version"] or 0
        fields = typed(self.data.lists())  # type: ignore[attr-defined]  # what a request sends
        return save_draft(begun, form_version=version, fields=fields, turn=self.as_turn)
