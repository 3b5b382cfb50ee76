"""What each entry is found by, and the searches that members keep."""

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import IntegrityError, models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.visible import validate_visible

if TYPE_CHECKING:
    from tenant_site.members.models import Member

UNDO = timedelta(hours=1)
MOST_KEPT = 50
MAX_QUERY_LENGTH = 6000  # of an address: 400 marks in the box may be twelve each there


class EntryWords(models.Model):
    """What one entry is found by: the stems of its words, and marks for all that chips ask.

    Written in the entry's transaction from what was sealed, so it can be made again. Marks of
    type, book, author and severity begin with `:`; those of plates and persons with `=`, and go
    with the words when the content is erased (a trigger of the database sees to it). Forms know
    minutes: `written_at` says which of two entries of one minute came later.
    """

    entry = models.OneToOneField(
        "books.Entry",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="+",
        db_constraint=False,  # an index never stands in the way of what it indexes
    )
    occurred_at = models.DateTimeField()
    written_at = models.DateTimeField()
    words = SearchVectorField()

    class Meta:
        indexes = [
            GinIndex(fields=["words"], name="entry_words", fastupdate=False),
            models.Index(
                fields=["-occurred_at", "-written_at", "-entry"], name="entry_words_newest"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    """Questions one may ask about kept searches, each on behalf of the member who keeps them."""

    def of(self, member: "Member") -> Self:
        """Keep what `member` keeps: nobody else ever sees it."""
        return self.filter(member=member.pk)

    def listed(self) -> Self:
        """Keep what is in use, and what was removed a short while ago; by name."""
        lately = models.Q(removed_at__gte=timezone.now() - UNDO)
        return self.filter(models.Q(removed_at=None) | lately).order_by("name", "created_at")

    def kept(self) -> Self:
        """Keep what is in use."""
        return self.filter(removed_at=None)

    def forgotten(self) -> Self:
        """Keep what was removed too long ago to be brought back."""
        return self.filter(removed_at__lt=timezone.now() - UNDO)


class SavedSearch(models.Model):
    """A search that a member gave a name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(
        "members.Member", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    name = models.CharField(_("name"), max_length=80, validators=[validate_visible])
    query = models.CharField(max_length=MAX_QUERY_LENGTH)
    created_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, editable=False)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "name"],
                condition=models.Q(removed_at=None),
                name="saved_search_name_is_unique",
                violation_error_message=_("You keep a search of this name already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return where its hits stand."""
        return f"{reverse('search')}?{self.query}"

    def bring_back(self) -> bool:
        """Undo that it was removed; False where its name was given to another one meanwhile."""
        try:
            with transaction.atomic():
                SavedSearch.objects.filter(pk=self.pk).update(removed_at=None)
        except IntegrityError:
            return False
        return True
