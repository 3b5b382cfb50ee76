"""What is written into the registers by hand."""

from typing import TYPE_CHECKING, Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.visible import validate_visible
from tenant_site.activity import note
from tenant_site.books.models import Book
from tenant_site.directory.spoken_of import is_spoken_of
from tenant_site.members.models import Member
from tenant_site.registers.keys import key_of_code, key_of_name
from tenant_site.registers.merging import (
    AlreadyMerged,
    OfAnotherBook,
    StayTogether,
    hold_register,
    merge,
)
from tenant_site.registers.models import Ban, Item, Person, Point, Registered, Vehicle
from tenant_site.registers.naming import columns_of_person, key_of_item

R = TypeVar("R", bound=Registered)
if TYPE_CHECKING:
    RecordModelForm = forms.ModelForm
else:  # Django 5.2 cannot index the class

    class RecordModelForm(forms.ModelForm):
        """Takes what stands in brackets, and forgets it."""

        def __class_getitem__(cls, _model: object) -> "type[RecordModelForm]":
            return cls


NAME_WARNS = _(
    "A ban holds, and guards are warned by this name as well. "
    "Lift the ban first, or leave the name."
)


ARE_ERASED = _("Data about this person are being suppressed. Try again once that is over.")


class NameWarns(Exception):
    """Somebody banned keeps the name by which guards are warned."""


class RecordForm(RecordModelForm[R]):
    """One row of a register; `known` is the one that stands there already under the same key."""

    known: Registered | None = None
    blamed = ""
    keys: tuple[str, ...] = ()

    def __init__(self, *given: Any, by: Member, **named: Any) -> None:
        super().__init__(*given, **named)
        self.by, self.is_new = by, self.instance._state.adding
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                field.validators.append(validate_visible)
                field.widget.attrs["autocomplete"] = "off"

    def rival(self) -> Registered | None:
        """Return the row that has this one's keys."""
        keys = {name: getattr(self.instance, name) for name in self.known_by(self.instance)}
        rows = type(self.instance)._default_manager.select_related("merged_into")
        return rows.filter(**keys).first()

    def keep(self) -> R | None:
        """Save the row and note it; None when the form now says why not.

        Where entries, bans or passes are about the row, a new key is a new row, into which the
        old one is merged: it is found by both, and what was decided reads as it was decided.
        """
        try:
            with transaction.atomic():
                return self._added() if self.is_new else self._changed()
        except IntegrityError:
            self._blame()
        except OfAnotherBook:
            text = _("Entries name this point: it stays in its book. Add another one instead.")
            self.add_error(self.blamed, ValidationError(text, code="book"))
        except StayTogether:
            self.add_error(None, ValidationError(ARE_ERASED, code="stays"))
        except NameWarns:
            self.add_error("name", ValidationError(NAME_WARNS, code="banned"))
        except AlreadyMerged as refusal:
            self.known = refusal.row.stays
            text = _("It was merged into another one meanwhile: nothing was saved.")
            self.add_error(None, ValidationError(text, code="merged"))
        return None

    def _added(self) -> R:
        kept: R = self.save()
        note("record_added", by=self.by, about=str(kept))
        return kept

    def _changed(self) -> R:
        """Change the row as it stands now: nobody merges or imports meanwhile."""
        row, rows = self.instance, type(self.instance)._default_manager
        hold_register(type(row))
        now: R = rows.select_related("merged_into").get(pk=row.pk)
        if now.merged_into_id:
            raise AlreadyMerged(now)
        if self._keys_of(now) != self._keys_of(row) and is_spoken_of(now):
            said = {name: getattr(row, name) for name in self._columns}
            kept: R = rows.create(**said)
            merge(now, into=kept, by=self.by, lends=False)
        else:
            self._refuse(now)
            row.save(update_fields=self._columns)
            kept = row
        note("record_changed", by=self.by, about=str(kept), before=str(now))
        return kept

    def _refuse(self, now: R) -> None:
        """Refuse what would take something from the row as it stands now.

        Raises:
            NameWarns: guards are warned by the name that it has.
        """

    @property
    def _columns(self) -> list[str]:
        return [*self.fields, *self.keys]

    def _keys_of(self, row: R) -> list[str]:
        return [getattr(row, name) for name in self.known_by(row)]

    def known_by(self, _row: R) -> tuple[str, ...]:
        """Return the columns by which a row is found again."""
        return self.keys

    @property
    def initial_name(self) -> str:
        """How the row was called before it was changed."""
        return str(
            type(self.instance)(**{name: self.initial.get(name) or "" for name in self._said})
        )

    @property
    def _said(self) -> list[str]:
        return [name for name in self.fields if name != "book"]

    def _blame(self) -> None:
        rival = self.rival()
        self.known = rival.stays if rival else None
        text = _("This is registered already.")
        if rival and rival.stays == self.instance:
            text = _("It is found by this already: another one with it was merged into it.")
            self.known = None
        elif self.known and self.known.retired_at:
            text = _("This is registered already, and retired: open it and bring it back.")
        elif rival and rival.merged_into_id:
            text = _("This is registered already: it was merged into another one.")
        self.add_error(self.blamed, ValidationError(text, code="unique"))


class PersonForm(RecordForm[Person]):
    """A person, known by document, else by name."""

    blamed = "document"
    keys = ("document_key", "name_key")

    class Meta:
        model = Person
        fields = ("document", "name", "company")

    def clean(self) -> dict[str, Any]:
        """Know the person by the document without spaces and signs, else by the name."""
        given = self.cleaned_data
        said = columns_of_person(given.get("document", ""), given.get("name", ""))
        for name, words in said.items():
            setattr(self.instance, name, words)
        if not (self.errors or said["document_key"] or said["name_key"]):
            self.add_error(
                "document", ValidationError(_("Give a document or a name."), code="nobody")
            )
        self.blamed = "document" if said["document_key"] else "name"
        return {**given, "document": said["document"]}

    def known_by(self, row: Person) -> tuple[str, ...]:
        """Return the document, and the name of whoever has none."""
        return ("document_key",) if row.document_key else ("document_key", "name_key")

    def _refuse(self, now: Person) -> None:
        renamed = now.name_key and now.name_key != self.instance.name_key
        if renamed and Ban.objects.all().warning_by_name([now.pk]):
            raise NameWarns


class VehicleForm(RecordForm[Vehicle]):
    """A vehicle, known by its plate."""

    blamed = "plate"
    keys = ("plate_key",)

    class Meta:
        model = Vehicle
        fields = ("plate", "model", "owner")

    def clean(self) -> dict[str, Any]:
        """Know the vehicle by its plate without spaces, signs and case."""
        plate = self.cleaned_data.get("plate", "")
        self.instance.plate_key = key_of_code(plate)
        if plate and not self.instance.plate_key:
            text = _("A plate has letters or digits.")
            self.add_error("plate", ValidationError(text, code="blank"))
        return self.cleaned_data


class ItemForm(RecordForm[Item]):
    """A piece of equipment, known by its serial number, else by code, else by name."""

    keys = ("item_key",)

    class Meta:
        model = Item
        fields = ("name", "code", "serial")

    def clean(self) -> dict[str, Any]:
        """Know it by the first of serial number, code and name that says something."""
        given = self.cleaned_data
        said = {name: given.get(name, "") for name in ("serial", "code", "name")}
        self.instance.item_key = key_of_item(**said)
        self.blamed = self.instance.item_key.partition(":")[0]
        if not (self.errors or self.instance.item_key):
            text = _("Give a serial number, a code or a name.")
            self.add_error("name", ValidationError(text, code="nothing"))
        return given


class PointForm(RecordForm[Point]):
    """A named place, of one book or of all."""

    blamed = "name"
    keys = ("name_key",)

    def known_by(self, _row: Point) -> tuple[str, ...]:
        """Return the name, and whose it is."""
        return ("name_key", "book_id")

    class Meta:
        model = Point
        fields = ("name", "book")

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        field: Any = self.fields["book"]
        field.queryset = Book.objects.readable_by(self.by).order_by("name")
        field.empty_label = _("All books")

    def clean(self) -> dict[str, Any]:
        """Know the point by its name without accents and case."""
        name = self.cleaned_data.get("name", "")
        self.instance.name_key = key_of_name(name)
        if name and not self.instance.name_key:
            text = _("A name has letters or digits.")
            self.add_error("name", ValidationError(text, code="blank"))
        return self.cleaned_data
