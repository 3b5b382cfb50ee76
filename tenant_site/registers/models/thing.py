"""What entries name besides persons: vehicles, items, and the points of rounds."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenant_site.registers.keys import MAX_KEY_LENGTH, MAX_WORDS


class Vehicle(models.Model):
    """A vehicle or trailer, known by its plate however it was spelt."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plate = models.CharField(_("plate"), max_length=MAX_WORDS)
    plate_key = models.CharField(max_length=MAX_KEY_LENGTH, editable=False)
    model = models.CharField(_("model"), max_length=MAX_WORDS, blank=True)
    owner = models.CharField(_("owner"), max_length=MAX_WORDS, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plate_key"], name="vehicle_plate_is_unique"),
            models.CheckConstraint(
                condition=~models.Q(plate_key=""), name="vehicle_plate_says_something"
            ),
        ]

    def __str__(self) -> str:
        return " · ".join(filter(None, [self.plate, self.model]))


class Item(models.Model):
    """A piece of equipment, known by its serial number, else by its code, else by its name.

    `item_key` says by which: `serial:…`, `code:…` or `name:…`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item_key = models.CharField(max_length=MAX_KEY_LENGTH + 10, editable=False)
    code = models.CharField(_("code"), max_length=MAX_WORDS, blank=True)
    serial = models.CharField(_("serial number"), max_length=MAX_WORDS, blank=True)
    name = models.CharField(_("name"), max_length=MAX_WORDS, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item_key"], name="item_key_is_unique"),
            models.CheckConstraint(
                condition=models.Q(item_key__regex=r"^(serial|code|name):."),
                name="item_key_says_by_what",
            ),
        ]

    def __str__(self) -> str:
        return " · ".join(filter(None, [self.name, self.code, self.serial]))


class Point(models.Model):
    """A named place of rounds, of one book or, without a book, of all."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    book = models.ForeignKey(
        "books.Book", on_delete=models.PROTECT, null=True, blank=True, related_name="points"
    )
    name = models.CharField(_("name"), max_length=MAX_WORDS)
    name_key = models.CharField(max_length=MAX_KEY_LENGTH, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
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
