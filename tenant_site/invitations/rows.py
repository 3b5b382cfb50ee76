"""Read the cells of one row: what they say, and what is wrong with them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.mailable import MailField
from accounts.models import normalise_email
from accounts.visible import validate_unlinked, validate_visible
from tenant_site.books.models import Book
from tenant_site.invitations.csv_text import folded
from tenant_site.invitations.headings import COLUMNS, roles_by_word
from tenant_site.members.badges import MAX_BADGE_LENGTH, normalise_badge
from tenant_site.members.models import Role


@dataclass
class Row:
    """What a row says; an empty cell says nothing."""

    number: int
    name: str = ""
    badge: str = ""
    email: str = ""
    role: Role | None = None
    books: list[Book] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def person(self) -> str:
        """Return by what the person is best named."""
        return self.name or self.badge or self.email


def books_by_word(books: Iterable[Book]) -> dict[str, list[Book]]:
    """Return which books a word means, by code or by name: it may be more than one."""
    found: dict[str, list[Book]] = {}
    for book in books:
        for word in {folded(book.code), folded(book.name)}:
            found.setdefault(word, []).append(book)
    return found


class RowReader:
    """Reads rows by the columns of one file and the books of the workspace."""

    def __init__(self, places: dict[str, int], books: Iterable[Book]) -> None:
        self._places, self._roles = places, roles_by_word()
        self._books = books_by_word(books)
        visible = [validate_visible]
        named = [*visible, validate_unlinked]
        self._name = forms.CharField(max_length=120, required=False, validators=named)
        self._badge = forms.CharField(
            max_length=MAX_BADGE_LENGTH,
            required=False,
            validators=[
                *visible,
                RegexValidator(
                    "@", gettext_lazy("A badge has no blanks and no @."), inverse_match=True
                ),
            ],
        )
        self._email = MailField(required=False)

    def read(self, number: int, cells: Sequence[str]) -> Row:
        """Return the row; what is wrong with its cells stands in its errors."""
        row = Row(number)
        said = {
            column: cells[place]
            if (place := self._places.get(column, len(cells))) < len(cells)
            else ""
            for column in COLUMNS
        }
        row.name = self._clean(row, _("Name"), self._name, said["name"])
        row.badge = self._clean(row, _("Badge"), self._badge, normalise_badge(said["badge"]))
        row.email = normalise_email(self._clean(row, _("E-mail"), self._email, said["email"])) or ""
        row.role = self._role(row, said["role"])
        row.books = self._books_of(row, said["books"])
        if not row.errors and not (row.badge or row.email):
            row.errors.append(_("A badge or an e-mail is missing."))
        return row

    @staticmethod
    def _clean(row: Row, label: str, field_: forms.CharField, cell: str) -> str:
        try:
            value: str = field_.clean(cell)
        except ValidationError as problem:
            row.errors += [f"{label}: {message}" for message in problem.messages]
            return ""
        return value

    def _role(self, row: Row, cell: str) -> Role | None:
        if not cell:
            return None
        role = self._roles.get(folded(cell))
        if role is None:
            row.errors.append(
                _("“%(cell)s” is no role: write owner, supervisor, guard or auditor.")
                % {"cell": cell[:40]}
            )
        return role

    def _books_of(self, row: Row, cell: str) -> list[Book]:
        found = []
        for word in filter(None, (part.strip() for part in cell.split("|"))):
            books = self._books.get(folded(word), [])
            if len(books) == 1:
                found += [book for book in books if book not in found]
            elif books:
                row.errors.append(
                    _("Two books are called “%(book)s”: write its code.") % {"book": word[:60]}
                )
            else:
                row.errors.append(
                    _("There is no book “%(book)s”. Separate several by |.") % {"book": word[:60]}
                )
        return found
