"""Who may annul what."""

from tenant_site.books.composing import FILLED_IN_BY_HAND
from tenant_site.books.models import Entry
from tenant_site.members.models import Member


def may_be_annulled(entry: Entry) -> bool:
    """Say whether entries of this kind can be annulled at all.

    Signatures and orders stand: of them a further entry says what was wrong.
    """
    return entry.kind in FILLED_IN_BY_HAND


def is_for(member: Member, entry: Entry) -> bool:
    """Say whether `member` corrects `entry`: their own, or anybody's for who answers for them.

    Whether they still have its book is for the book to say.
    """
    return not member.never_writes and (member.writes_every_book or entry.author_id == member.pk)


def may_correct(member: Member, entry: Entry) -> bool:
    """Say whether a page offers `member` to correct `entry`."""
    return entry.book.is_open and may_be_annulled(entry) and is_for(member, entry)
