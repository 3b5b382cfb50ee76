"""The four registers as pages speak of them: words, columns, forms."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tenant_site.directory.forms import ItemForm, PersonForm, PointForm, RecordForm, VehicleForm
from tenant_site.registers.models import Item, Person, Point, Registered, Vehicle
from tenant_site.registers.models.registered import RegisteredQuerySet


@dataclass(frozen=True)
class Kind:
    """One register: `columns` are what a list shows, by field; the first one leads to the page."""

    slug: str
    model: type[Registered]
    form: type[RecordForm[Any]]
    icon: str
    plural: Promise
    singular: Promise
    adds: Promise
    asks: Promise
    empty_title: Promise
    empty_text: Promise
    columns: Sequence[str]

    @property
    def rows(self) -> RegisteredQuerySet[Any]:
        """All rows of the register, with the book of a point."""
        found: Any = self.model._default_manager.defer("found_by")
        rows: RegisteredQuerySet[Any] = found
        return rows.select_related("book") if "book" in self.columns else rows

    @property
    def name(self) -> str:
        """What mentions call what is registered here."""
        return self.model._meta.model_name or ""

    @property
    def is_banned(self) -> bool:
        """Say whether what is registered here can be banned."""
        return self.model in {Person, Vehicle}

    @property
    def moves(self) -> bool:
        """Say whether what is registered here comes in and goes out: all but points."""
        return self.model is not Point

    @property
    def tells_duplicates(self) -> bool:
        """Say whether a slip can put what is registered here there twice, unnoticed."""
        return self.model in {Person, Vehicle}

    @property
    def headings(self) -> list[str]:
        """What the columns are called."""
        fields = self.model._meta
        return [str(getattr(fields.get_field(name), "verbose_name", "")) for name in self.columns]

    def cells(self, row: Registered) -> list[tuple[str, str]]:
        """Return what a row says, column by column, each under its heading."""
        said = [str(getattr(row, name) or "") for name in self.columns]
        return list(zip(self.headings, said, strict=True))

    def address_of(self, row: Registered) -> str:
        """Return where the page of a row is."""
        return reverse("record_detail", args=[self.slug, row.pk])


KINDS = {
    kind.slug: kind
    for kind in (
        Kind(
            slug="persons",
            model=Person,
            form=PersonForm,
            icon="user-round",
            plural=_("Persons"),
            singular=_("Person"),
            adds=_("Add a person"),
            asks=_("Part of a document, name or company"),
            empty_title=_("Nobody is registered yet"),
            empty_text=_(
                "Whoever an entry names is registered by itself, and known again however the "
                "document is spelt. Add those whom you expect, or import a list."
            ),
            columns=("name", "document", "company"),
        ),
        Kind(
            slug="vehicles",
            model=Vehicle,
            form=VehicleForm,
            icon="car",
            plural=_("Vehicles"),
            singular=_("Vehicle"),
            adds=_("Add a vehicle"),
            asks=_("Part of a plate, model or owner"),
            empty_title=_("No vehicle is registered yet"),
            empty_text=_(
                "A vehicle is registered by the first entry that names its plate. Spaces, hyphens "
                "and case do not matter. Add those whom you expect, or import a list."
            ),
            columns=("plate", "model", "owner"),
        ),
        Kind(
            slug="items",
            model=Item,
            form=ItemForm,
            icon="radio",
            plural=_("Equipment"),
            singular=_("Piece of equipment"),
            adds=_("Add a piece of equipment"),
            asks=_("Part of a serial number, code or name"),
            empty_title=_("No equipment is registered yet"),
            empty_text=_(
                "What entries list as equipment is registered by its serial number, else by its "
                "code, else by its name: so its history stands on one page."
            ),
            columns=("name", "code", "serial"),
        ),
        Kind(
            slug="points",
            model=Point,
            form=PointForm,
            icon="map-pin",
            plural=_("Points"),
            singular=_("Point"),
            adds=_("Add a point"),
            asks=_("Part of a name"),
            empty_title=_("No point is registered yet"),
            empty_text=_(
                "Points are the named places of rounds. One that an entry names belongs to its "
                "book; here you add points of one book or of all."
            ),
            columns=("name", "book"),
        ),
    )
}


def kind_of(slug: str) -> Kind:
    """Return the register of an address.

    Raises:
        Http404: there is none of that name.
    """
    if slug not in KINDS:
        raise Http404
    return KINDS[slug]


def kind_of_row(row: Registered) -> Kind:
    """Return the register in which a row stands."""
    return next(kind for kind in KINDS.values() if isinstance(row, kind.model))


def ban_address(row: Registered) -> str:
    """Return where somebody is banned, with what is known of them filled in."""
    said = {"plate": row.plate} if isinstance(row, Vehicle) else {}
    if isinstance(row, Person):
        said = {"document": row.document, "name": row.name}
    return f"{reverse('ban_add')}?{urlencode({key: words for key, words in said.items() if words})}"
