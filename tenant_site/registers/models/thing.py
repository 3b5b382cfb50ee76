"""What entries name besides persons: vehicles, items, and the points of rounds."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenant_site.registers.keys import MAX_KEY_LENGTH, MAX_WORDS
from tenant_site.registers.models.registered import Registered, RegisteredQuerySet

if TYPE_CHECKING:
    from tenant_site.members.models import Member


class VehicleQuerySet(RegisteredQuerySet["Vehicle"]):
    """Questions one may ask about vehicles."""


class Vehicle(Registered):
    """A vehicle or trailer, known by its plate however it was spelt."""

    plate = models.CharField(_("plate"), max_length=MAX_WORDS)
    plate_key = models.CharField(max_length=MAX_KEY_LENGTH, editable=False)
    model = models.CharField(_("model"), max_length=MAX_WORDS, blank=True)
    owner = models.CharField(_("owner"), max_length=MAX_WORDS, blank=True)

    objects = models.Manager.from_queryset(VehicleQuerySet)()

    class Meta(Registered.Meta):
        constraints = [
            *Registered.Meta.constraints,
            models.UniqueConstraint(fields=["plate_key"], name="vehicle_plate_is_unique"),
            models.CheckConstraint(
                condition=~models.Q(plate_key=""), name="vehicle_plate_says_something"
            ),
        ]

    def __str__(self) -> str:
        return " · ".join(filter(None, [self.plate, self.model]))


class ItemQuerySet(RegisteredQuerySet["Item"]):
    """Questions one may ask about items."""


class Item(Registered):
    """A piece of equipment, known by its serial number, else by its code, else by its name.

    `item_key` says by which: `serial:…`, `code:…` or `name:…`.
    """

    item_key = models.CharField(max_length=MAX_KEY_LENGTH + 10, editable=False)
    code = models.CharField(_("code"), max_length=MAX_WORDS, blank=True)
    serial = models.CharField(_("serial number"), max_length=MAX_WORDS, blank=True)
    name = models.CharField(_("name"), max_length=MAX_WORDS, blank=True)

    objects = models.Manager.from_queryset(ItemQuerySet)()

    class Meta(Registered.Meta):
        constraints = [
            *Registered.Meta.constraints,
            models.UniqueConstraint(fields=["item_key"], name="item_key_is_unique"),
            models.CheckConstraint(
                condition=models.Q(item_key__regex=r"^(serial|code|name):."),
                name="item_key_says_by_what",
            ),
        ]

    def __str__(self) -> str:
        return " · ".join(filter(None, [self.name, self.code, self.serial]))


class PointQuerySet(RegisteredQuerySet["Point"]):
    """Questions one may ask about points."""

    def readable_by(self, member: "Member") -> Self:
        """Keep the points of all books, and those of books that `member` may read."""
        if member.reads_every_book:
            return self
        return self.filter(models.Q(book=None) | models.Q(book__members=member))


class Point(Registered):
    """A named place of rounds, of one book or, without a book, of all."""

    book = models.ForeignKey(
        "books.Book",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="points",
        verbose_name=_("book"),
    )
    name = models.CharField(_("name"), max_length=MAX_WORDS)
    name_key = models.CharField(max_length=MAX_KEY_LENGTH, editable=False)

    objects = models.Manager.from_queryset(PointQuerySet)()

    class Meta(Registered.Meta):
        constraints = [
            *Registered.Meta.constraints,
            models.UniqueConstraint(
                fields=["name_key", "book"],
                nulls_distinct=False,
                name="point_name_is_unique_in_its_book",
            ),
            models.CheckConstraint(
                condition=~models.Q(name_key=""), name="point_name_says_something"
            ),
        ]

    def __str__(self) -> str:
        return self.name
