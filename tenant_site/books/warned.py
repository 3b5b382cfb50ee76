"""The warnings of bans on the way into an entry: those that were read, those still to be read."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tenant_site.books.answering import uuid_of
from tenant_site.books.models import Book
from tenant_site.books.refusals import BansUnread
from tenant_site.members.models import Member
from tenant_site.registers.models import Ban
from tenant_site.registers.warning import note_warnings

SENT_AS = "ban_read"


@dataclass
class Warned:
    """What the sender of one form says to have read, and what the page has to show now.

    `by_name` are those of `unread` that a name alone met: somebody else may bear it.
    """

    read: list[UUID] = field(default_factory=list)
    unread: list[Ban] = field(default_factory=list)
    by_name: list[UUID] = field(default_factory=list)

    @classmethod
    def of(cls, sent: Iterable[str]) -> Self:
        """Read the ids that were sent; what is none is passed over."""
        return cls([found for one in sent if (found := uuid_of(one))])

    def show(
        self, refusal: BansUnread, *, member: Member, book: Book, client_uuid: UUID
    ) -> ValidationError:
        """Show the warnings that were not read, note that, and return what the form says."""
        typed = {ban.pk: words for ban, words in refusal.typed.items()}
        note_warnings(typed, member=member, book_id=book.pk, client_uuid=client_uuid)
        self.unread = list(refusal.typed)
        self.by_name = [ban.pk for ban, words in refusal.typed.items() if ban.bears(words)]
        self.read = [one for one in self.read if one not in typed]
        text = _(
            "Somebody named here is to be kept out. Read the warning, say that you have read it, "
            "and send this again if it is to be written."
        )
        return ValidationError(text, code="banned")
