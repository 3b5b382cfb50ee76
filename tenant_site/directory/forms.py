"""What is written into the registers by hand, and what is asked of their lists."""

from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.visible import validate_visible
from tenant_site.activity import note
from tenant_site.books.models import Book
from tenant_site.members.models import Member
from tenant_site.registers.keys import MAX_WORDS, key_of_code, key_of_name
from tenant_site.registers.merging import AlreadyMerged, merge
from tenant_site.registers.models import Item, Person, Point, Registered, Vehicle
from tenant_site.registers.naming import columns_of_person, key_of_item

R = TypeVar("R", bound=Registered)
if TYPE_CHECKING:
    RecordModelForm = forms.ModelForm
else:  # Django 5.2 cannot index the class

    class RecordModelForm(forms.ModelForm):
        """Takes what stands in brackets, and forgets it."""

        def __class_getitem__(cls, _model: object) -> "type[RecordModelForm]":
            return cls


class ListAsked(forms.Form):
    """What is looked for in a register; a page continues after a row."""

    q = forms.CharField(required=False, max_length=MAX_WORDS)
    retired = forms.BooleanField(required=False)
    after = forms.UUIDField(required=False)

    @property
    def words(self) -> str:
        """What stands in the box."""
        return str(self.data.get("q", ""))[:MAX_WORDS].strip()

    @property
    def shows_retired(self) -> bool:
        """Say whether retired rows are wanted too."""
        return bool(self.data.get("retired"))

    @property
    def after_id(self) -> UUID | None:
        """The row after which the page begins, where the address names one."""
        self.is_valid()
        found: UUID | None = self.cleaned_data.get("after")
        return found


class RecordForm(RecordModelForm[R]):
    """One row of a register; `known` is the one that stands there already under the same key."""

    known: Registered | None = None
    blamed = ""

    def __init__(self, *given: Any, by: Member, **named: Any) -> None:
        super().__init__(*given, **named)
        self.by = by
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                field.validators.append(validate_visible)
                field.widget.attrs["autocomplete"] = "off"

    def rival(self) -> Registered | None:
        """Return the row that has this one's key."""
        raise NotImplementedError

    def keep(self) -> R | None:
        """Save the row and note it; None when the form now names the one that is there."""
        act = "record_added" if self.instance._state.adding else "record_changed"
        try:
            with transaction.atomic():
                kept: R = self.save()
                note(act, by=self.by, about=str(kept), before=self.initial_name)
        except IntegrityError:
            self._blame()
            return None
        return kept

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

    def rival(self) -> Person | None:
        """Return who has the document, or the name without one."""
        key, found = self.instance.document_key, Person.objects.select_related("merged_into")
        if key:
            return found.filter(document_key=key).first()
        return found.filter(document_key="", name_key=self.instance.name_key).first()


class VehicleForm(RecordForm[Vehicle]):
    """A vehicle, known by its plate."""

    blamed = "plate"

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

    def rival(self) -> Vehicle | None:
        """Return the vehicle of that plate."""
        found = Vehicle.objects.select_related("merged_into")
        return found.filter(plate_key=self.instance.plate_key).first()


class ItemForm(RecordForm[Item]):
    """A piece of equipment, known by its serial number, else by code, else by name."""

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

    def rival(self) -> Item | None:
        """Return the piece of that key."""
        found = Item.objects.select_related("merged_into")
        return found.filter(item_key=self.instance.item_key).first()


class PointForm(RecordForm[Point]):
    """A named place, of one book or of all."""

    blamed = "name"

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

    def rival(self) -> Point | None:
        """Return the point of that name in the same book."""
        found = Point.objects.select_related("merged_into")
        return found.filter(name_key=self.instance.name_key, book=self.instance.book).first()


class MergeForm(forms.Form):
    """Which of two rows stays; `other` is the second one, once it was chosen."""

    other_id = forms.UUIDField(widget=forms.HiddenInput)
    stays = forms.UUIDField()

    def __init__(self, data: Any = None, *, row: Registered, other_id: str | None) -> None:
        super().__init__(data, initial={"other_id": other_id})
        self.row = row
        asked = data.get("other_id") if data else other_id
        self.other = self._other(asked) if asked else None

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        given = self.cleaned_data
        both = {self.row.pk, self.other.pk if self.other else None}
        if not self.errors and (self.other is None or given["stays"] not in both):
            text = _("Choose which of the two stays.")
            self.add_error("stays", ValidationError(text, code="neither"))
        return given

    def merge(self, *, by: Member) -> Registered | None:
        """Merge them; None when the form now says that somebody was faster."""
        if self.other is None:
            return None
        kept, gone = self.row, self.other
        if self.cleaned_data["stays"] == gone.pk:
            kept, gone = gone, kept
        try:
            return merge(gone, into=kept, by=by)
        except AlreadyMerged as refusal:
            text = _("%(name)s was merged by somebody else meanwhile. Look at its page first.")
            error = ValidationError(text, code="merged", params={"name": refusal.row})
            self.add_error(None, error)
            return None

    def _other(self, asked: str) -> Registered | None:
        rows: Any = type(self.row)._default_manager
        try:
            found: Registered | None = rows.filter(pk=UUID(asked)).exclude(pk=self.row.pk).first()
        except ValueError:
            return None
        return found
