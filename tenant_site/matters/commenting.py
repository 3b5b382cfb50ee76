"""Say something about an entry, below it."""

from uuid import UUID

from tenant_site.books.models import Entry
from tenant_site.matters.models import Comment
from tenant_site.members.models import Member


def comment_on(*, entry: Entry, by: Member, text: str, client_uuid: UUID) -> None:
    """Put a comment below `entry`; sent again it stays the one that it was."""
    Comment.objects.bulk_create(
        [
            Comment(
                entry=entry,
                by=by,
                by_name=by.display_name,
                text=text,
                client_uuid=client_uuid,
            )
        ],
        ignore_conflicts=True,
    )
