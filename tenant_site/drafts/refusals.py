"""Why a draft is not kept as it was sent."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenant_site.books.models import Entry
    from tenant_site.drafts.models import EntryDraft


class DraftRefused(Exception):
    """The draft stays as it was."""


class AlreadyWritten(DraftRefused):
    """The entry of this form stands in the book."""

    def __init__(self, entry: "Entry") -> None:
        super().__init__(f"Written as {entry}.")
        self.entry = entry


class ChangedElsewhere(DraftRefused):
    """Another page saved or discarded the draft meanwhile; `draft` is what it is now."""

    def __init__(self, draft: "EntryDraft") -> None:
        super().__init__(f"Saved by {draft.page} meanwhile.")
        self.draft = draft


class DraftTooLarge(DraftRefused):
    """More was typed than an entry takes."""


class TooManyDrafts(DraftRefused):
    """The member has begun more than they will finish."""
