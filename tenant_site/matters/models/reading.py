"""Who read which numbers of a book, where its owner wants that to be known."""

from typing import Self

from django.db import models
from django.utils import timezone

from tenant_site.books.models import Book
from tenant_site.matters.fields import NumbersField


class ReadingRule(models.Model):
    """That reading this book is noted; no row, no noting."""

    book = models.OneToOneField(Book, on_delete=models.CASCADE, primary_key=True, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.book_id)


class ReadingQuerySet(models.QuerySet["Reading"]):
    """Questions one may ask about who read."""

    def of_book(self, book: Book) -> Self:
        """Keep the readings of one book, newest first, with the people."""
        return self.filter(book=book).select_related("member").order_by("-pk")

    def before(self, pk: int | None) -> Self:
        """Keep what stands before row `pk`: a page never shifts."""
        return self if pk is None else self.filter(pk__lt=pk)


class Reading(models.Model):
    """What one member was shown of one book within one hour: it only ever grows.

    `numbers` holds exactly the numbers that were shown, however they are scattered.
    """

    member = models.ForeignKey(
        "members.Member", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="+")
    hour = models.DateTimeField()
    numbers = NumbersField()
    began_at = models.DateTimeField()
    last_at = models.DateTimeField()

    objects = ReadingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "book", "hour"], name="reading_is_one_row_an_hour"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.told}"

    @property
    def told(self) -> str:
        """The numbers as people say them: 3, 7–12."""
        return ", ".join(str(span).replace("-", "–") for span in self.numbers)
