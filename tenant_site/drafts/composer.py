"""The form of an entry as the composer shows it: begun, gone on with, sent."""

from typing import Any
from uuid import UUID, uuid4

from django.utils.datastructures import MultiValueDict

from tenant_site.books.answering import Answers, uuid_of
from tenant_site.books.forms import EntryForm
from tenant_site.books.models import DraftUpload, Entry
from tenant_site.drafts.continuing import Continued
from tenant_site.drafts.saving import finish


class ComposerForm(EntryForm):
    """An entry's form that knows its draft: it goes on with it, and lets go of it when written."""

    def __init__(self, *args: Any, continued: Continued | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seen = self.data.get("seen", "")
        self.page: UUID = uuid_of(self.data.get("page", "")) or uuid4()
        turn = self.data.get("turn", "")
        self.turn = int(turn) if turn.isdecimal() and len(turn) < 16 else 0
        if continued is not None and not self.is_bound:
            self._go_on(continued)

    def record(self) -> Entry | None:
        """Write the entry; its draft is gone then, and the menu leads to this book."""
        entry = super().record()
        if entry is not None:
            finish(self.author, self.book, client_uuid=self.client_uuid)
        return entry

    def _go_on(self, continued: Continued) -> None:
        draft, data = continued.draft, continued.data
        self.client_uuid, self.seen = draft.client_uuid, draft.seen_as
        self.initial["text"] = data.get("text", "")
        when = data.get("occurred_at_in_words") or data.get("occurred_at")
        self.initial["occurred_at"] = when or self.initial["occurred_at"]
        self.given = Answers(self.given.version, data, MultiValueDict())
        files = DraftUpload.objects.waiting(
            member=self.author, book=self.book, client_uuid=self.client_uuid
        )
        self.given.show(list(files))
