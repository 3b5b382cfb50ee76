"""The published versions of the forms: numbered per type, never changed, kept for ever."""

import hashlib
import json
import uuid
from collections.abc import Iterable
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenant_site.entry_forms.definition import Definition

if TYPE_CHECKING:
    from tenant_site.books.models import EntryType
    from tenant_site.members.models import Member

Use = tuple[uuid.UUID, int]  # a type's id, and the number of its version
DEFINITIONS_KEPT = 512
LIFE_OF_A_FORM = timedelta(days=1)
MOST_DIGITS = 9


class FormVersionQuerySet(models.QuerySet["FormVersion"]):
    """Questions one may ask about published forms."""

    def current(self, entry_type: "EntryType") -> "FormVersion | None":
        """Return the version that entries of this type are written with; None: the plain form."""
        return self.filter(entry_type=entry_type).order_by("-number").first()

    def in_hand(self, entry_type: "EntryType", number: str) -> "FormVersion | None":
        """Return the version that was begun, if it may still be sent; if not, the current one.

        A version may be sent for a day after another took its place: what was begun is not lost.
        0 is the plain form, which may be sent for a day after the first version.
        """
        if not number.isdecimal() or len(number) > MOST_DIGITS:
            return self.current(entry_type)
        begun = int(number)
        found = list(self.filter(entry_type=entry_type, number__gte=begun).order_by("number")[:2])
        mine = next((version for version in found if version.number == begun), None)
        later = next((version for version in found if version.number > begun), None)
        is_late = later is not None and later.published_at < timezone.now() - LIFE_OF_A_FORM
        is_known = mine is not None or begun == 0
        return mine if is_known and not is_late else self.current(entry_type)

    def newest_first(self) -> Self:
        """Order the versions of a type as its history shows them."""
        return self.select_related("published_by").order_by("-number")

    def follow(
        self,
        entry_type: "EntryType",
        definition: Definition,
        *,
        after: "FormVersion | None",
        by: "Member | None",
    ) -> "FormVersion":
        """Write the version that comes after another one, or the first."""
        text = definition.canonical()
        return self.create(
            entry_type=entry_type,
            number=after.number + 1 if after else 1,
            definition=text,
            sha256=definition_sha256(text),
            published_by=by,
        )

    def begin(self, asked: "Iterable[tuple[EntryType, Definition]]") -> None:
        """Write the first versions of types that nobody published: a workspace begins with them."""
        written = [(entry_type, definition.canonical()) for entry_type, definition in asked]
        self.bulk_create(
            FormVersion(
                entry_type=entry_type, number=1, definition=text, sha256=definition_sha256(text)
            )
            for entry_type, text in written
        )

    def of_each(self, used: "Iterable[Use]") -> "dict[Use, FormVersion]":
        """Return versions by type and number, in one query however many are asked for.

        Number 0 is the plain form, which has no version and costs no query.
        """
        wanted = {(entry_type, number) for entry_type, number in used if number}
        found = self.filter(
            entry_type__in={entry_type for entry_type, _number in wanted},
            number__in={number for _type, number in wanted},
        )
        by_use = {(version.entry_type_id, version.number): version for version in found}
        return {use: by_use[use] for use in wanted if use in by_use}


class FormVersion(models.Model):
    """What a type of entry asked from one moment on; `definition` is canonical JSON, sealed.

    The database refuses any change, and each entry seals `sha256` of the version that it was
    written with: what was asked stays as provable as what was answered.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry_type = models.ForeignKey(
        "books.EntryType", on_delete=models.PROTECT, related_name="versions", db_index=False
    )
    number = models.BigIntegerField(_("version"))
    definition = models.TextField()
    sha256 = models.CharField(max_length=64)
    published_by = models.ForeignKey(
        "members.Member",
        on_delete=models.PROTECT,
        null=True,  # what a workspace begins with
        related_name="+",
        verbose_name=_("published by"),
    )
    published_at = models.DateTimeField(_("published at"), default=timezone.now)

    objects = FormVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry_type", "number"], name="form_version_number_is_unique"
            ),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="form_version_counts"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_type_id} v{self.number}"

    @property
    def form(self) -> Definition:
        """The fields of this version."""
        return read_definition(self.definition)


@lru_cache(maxsize=DEFINITIONS_KEPT)
def read_definition(text: str) -> Definition:
    """Return the form that a published text describes; read once, since it never changes."""
    return Definition.read(json.loads(text))


def definition_sha256(text: str) -> str:
    """Return the hexadecimal hash that entries seal of the form they were written with."""
    return hashlib.sha256(text.encode()).hexdigest()
