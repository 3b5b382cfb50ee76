"""What a new workspace still has to do before it is of use."""

from collections.abc import Iterable
from dataclasses import dataclass

from tenant_site.books.models import Book
from tenant_site.members.models import Member


@dataclass(frozen=True)
class FirstSteps:
    """The steps of a new workspace, and which are done."""

    book: Book
    has_entries: bool
    has_people: bool

    @property
    def are_done(self) -> bool:
        """Say whether the workspace is in use."""
        return self.has_entries and self.has_people


def first_steps(member: Member, books: Iterable[Book]) -> FirstSteps | None:
    """Return the steps that an owner still has to take, or None when there are none."""
    opened = [book for book in books if book.is_open]
    if not member.is_owner or not opened:
        return None
    steps = FirstSteps(
        book=opened[0],
        has_entries=any(book.head.seq for book in books),
        has_people=Member.objects.exclude(pk=member.pk).exists(),
    )
    return None if steps.are_done else steps
