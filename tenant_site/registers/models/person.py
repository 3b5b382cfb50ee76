"""Persons, and the types that say what they must show."""

import uuid
from collections.abc import Collection, Mapping
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.visible import validate_visible
from tenant_site.registers.keys import MAX_KEY_LENGTH, MAX_WORDS
from tenant_site.registers.models.registered import Registered, RegisteredQuerySet


class PersonTypeQuerySet(models.QuerySet["PersonType"]):
    """Questions one may ask about types of person."""

    def offered(self) -> Self:
        """Keep what may be chosen today, in the order of the list."""
        return self.filter(is_active=True).order_by("position", "name")


class PersonType(models.Model):
    """Visitor, contractor, carrier: what a person is here for, and what that asks."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=120, validators=[validate_visible])
    name_key = models.CharField(max_length=MAX_KEY_LENGTH, editable=False)
    requires_company = models.BooleanField(_("company and tax number"), default=False)
    requires_waybill = models.BooleanField(_("waybill number"), default=False)
    requires_institution = models.BooleanField(_("institution and who received"), default=False)
    requires_access_check = models.BooleanField(_("access checked"), default=False)
    position = models.BigIntegerField(default=0)
    is_active = models.BooleanField(_("offered"), default=True)

    objects = PersonTypeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name_key"],
                name="person_type_name_is_unique",
                violation_error_message=_("There is a type of this name already."),
            ),
            models.CheckConstraint(
                condition=~models.Q(name_key=""),
                name="person_type_has_a_name",
                violation_error_message=_("A name has letters or digits."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def shows(self) -> list[str]:
        """What persons of this type must show, in words."""
        flags = [one for one in self._meta.fields if one.name.startswith("requires_")]
        return [str(flag.verbose_name) for flag in flags if getattr(self, flag.name)]


class PersonQuerySet(RegisteredQuerySet["Person"]):
    """Questions one may ask about persons."""

    def known_by(self, *, documents: Collection[str], names: Collection[str]) -> Self:
        """Keep those of these documents, and those of these names whatever their documents."""
        return self.filter(models.Q(document_key__in=documents) | models.Q(name_key__in=names))

    def meant_by(self, rows: Collection[Mapping[str, Any]]) -> Self:
        """Keep whom the keys of `rows` mean: by document, else who is known by that name alone."""
        documents = [row["document_key"] for row in rows if row["document_key"]]
        names = [row["name_key"] for row in rows if not row["document_key"]]
        by_name = models.Q(document_key="", name_key__in=names)
        return self.filter(models.Q(document_key__in=documents) | by_name)


class Person(Registered):
    """Somebody whom entries name: known by document, or by name alone where none was given.

    Document and name stay as first written; the keys are what compares.
    """

    document = models.CharField(_("document"), max_length=MAX_WORDS, blank=True)
    document_key = models.CharField(max_length=MAX_KEY_LENGTH, blank=True, editable=False)
    name = models.CharField(_("name"), max_length=MAX_WORDS, blank=True)
    name_key = models.CharField(max_length=MAX_KEY_LENGTH, blank=True, editable=False)
    company = models.CharField(_("company"), max_length=MAX_WORDS, blank=True)

    objects = models.Manager.from_queryset(PersonQuerySet)()

    class Meta(Registered.Meta):
        constraints = [
            *Registered.Meta.constraints,
            models.UniqueConstraint(
                fields=["document_key"],
                condition=~models.Q(document_key=""),
                name="person_document_is_unique",
            ),
            models.UniqueConstraint(
                fields=["name_key"],
                condition=models.Q(document_key=""),
                name="person_without_document_has_a_name_of_their_own",
            ),
            models.CheckConstraint(
                condition=~models.Q(document_key="", name_key=""),
                name="person_has_a_document_or_a_name",
            ),
        ]
        indexes = [
            *Registered.Meta.indexes,
            models.Index(fields=["name_key"], name="person_by_name"),
        ]

    def __str__(self) -> str:
        return " · ".join(filter(None, [self.name, self.document])) or gettext("suppressed person")
