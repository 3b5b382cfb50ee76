"""Say something about an entry, below it."""

from uuid import UUID

from django.db import IntegrityError, transaction

from tenancy.violations import violated_constraint
from tenant_site.books.models import Entry
from tenant_site.books.repeats import SentBefore, same_words
from tenant_site.matters.models import Comment
from tenant_site.members.models import Member

SENT_ONCE = "comment_is_sent_once"


def comment_on(*, entry: Entry, by: Member, text: str, client_uuid: UUID) -> Comment:
    """Put a comment below `entry`; sent again, return the one that was written.

    Raises:
        SentBefore: the same form was sent before with other words.
    """
    try:
        with transaction.atomic():
            return Comment.objects.create(
                entry=entry, by=by, by_name=by.display_name, text=text, client_uuid=client_uuid
            )
    except IntegrityError as problem:
        if violated_constraint(problem) != SENT_ONCE:
            raise
        first = Comment.objects.get(client_uuid=client_uuid)
    if (first.entry_id, first.by_id) != (entry.pk, by.pk) or not same_words(first.text, text):
        raise SentBefore(first)
    return first
