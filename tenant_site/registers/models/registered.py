"""What all registers have in common: rows are found by fragments, retired, and merged."""

import uuid
from typing import TYPE_CHECKING, Any, NamedTuple, Self, TypeVar, cast

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Coalesce

from tenant_site.registers.keys import MAX_KEY_LENGTH, fragments_of, some_of

if TYPE_CHECKING:
    from tenant_site.members.models import Member

    FieldLookup = models.Lookup[Any]
    VectorField = SearchVectorField[Any, Any]
else:  # Django 5.2 cannot index the classes
    FieldLookup = models.Lookup
    VectorField = SearchVectorField

R = TypeVar("R", bound="Registered")


class Fragments(VectorField):
    """All ends of the words of a row, so that a fragment is the beginning of one of them."""


@Fragments.register_lookup
class Finds(FieldLookup):
    """Matches a query that `fragments_of` wrote."""

    lookup_name = "finds"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Write it as the database reads it, without its parser and dictionaries."""
        vector, given = self.process_lhs(compiler, connection)
        return f"{vector} @@ %s::tsquery", (*given, self.rhs)


class Place(NamedTuple):
    """Where a page of a register ended."""

    list_key: str
    pk: uuid.UUID


class RegisteredQuerySet(models.QuerySet[R]):
    """Questions one may ask of any register."""

    def standing(self) -> Self:
        """Leave out what was merged into another."""
        return self.filter(merged_into=None)

    def in_use(self) -> Self:
        """Leave out what was retired."""
        return self.filter(retired_at=None)

    def with_fragments(self, text: str) -> Self:
        """Keep what has all words of `text` somewhere in its documents, plates and names."""
        query = fragments_of(text)
        return self.filter(found_by__finds=query) if query else self.none()

    def with_some_of(self, text: str, *, least: int) -> Self:
        """Keep what has at least one or two words of `text`, or beginnings of its ends."""
        query = some_of(text, least=least)
        return self.filter(found_by__finds=query) if query else self.none()

    def after(self, place: Place | None) -> Self:
        """Keep what comes after `place`, by name: a page never shifts."""
        ordered = self.order_by("list_key", "pk")
        if place is None:
            return ordered
        further = models.Q(list_key__gt=place.list_key)
        same = models.Q(list_key=place.list_key, pk__gt=place.pk)
        return ordered.filter(models.Q(list_key__gte=place.list_key) & (further | same))

    def readable_by(self, member: "Member") -> Self:
        """Keep what an entry names that `member` may read; all for those who read every book.

        What was merged is named by the entries of the one that stays.
        """
        if member.reads_every_book:
            return self
        from tenant_site.registers.models.mention import Mention

        named = Mention.objects.readable_by(member)
        of_row = {
            self.model._meta.model_name or "": Coalesce(
                models.OuterRef("merged_into_id"), models.OuterRef("pk")
            )
        }
        return self.filter(models.Exists(named.filter(**of_row)))

    def of_group(self, row: "Registered") -> Self:
        """Keep the one that stays and all that were merged into it."""
        stays = row.merged_into_id or row.pk
        return self.filter(models.Q(pk=stays) | models.Q(merged_into=stays))


class Registered(models.Model):
    """A row of a register; the database keeps by what it is found and where it stands in lists.

    One that was merged is kept with its keys, so that later entries find it by them:
    `merged_into` is the one that stays, however many times that one was merged itself, and
    `merged_first_into` the one that somebody chose. `lent` is what it gave to that one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True, editable=False)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="merged"
    )
    merged_first_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,
    )
    merged_at = models.DateTimeField(null=True, editable=False)
    merged_by = models.ForeignKey(
        "members.Member",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,
    )
    lent = models.JSONField(default=dict, db_default={}, editable=False)
    list_key = models.CharField(max_length=MAX_KEY_LENGTH, db_default="", editable=False)
    found_by = Fragments(null=True, editable=False)

    merged_into_id: uuid.UUID | None
    merged_first_into_id: uuid.UUID | None

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    merged_into=None, merged_first_into=None, merged_at=None, merged_by=None
                )
                | models.Q(
                    ~models.Q(merged_into=models.F("id")),
                    ~models.Q(merged_first_into=models.F("id")),
                    merged_into__isnull=False,
                    merged_first_into__isnull=False,
                    merged_at__isnull=False,
                    merged_by__isnull=False,
                ),
                name="%(class)s_is_merged_into_another",
            ),
        ]
        indexes = [
            GinIndex(fields=["found_by"], name="%(class)s_found_by", fastupdate=False),
            models.Index(fields=["list_key", "id"], name="%(class)s_in_order"),
        ]

    @property
    def stays(self) -> Self:
        """The one under which this is found: itself, or what it was merged into."""
        return cast(Self, self.merged_into) if self.merged_into_id else self

    @property
    def place(self) -> Place:
        """Where a page that ends with this row ended."""
        return Place(self.list_key, self.pk)
