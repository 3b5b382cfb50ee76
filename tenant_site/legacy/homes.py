"""Where old entries come to stand: a sealed book for each place, a type and a form for each kind.

All of it is made once and found again, so a second run finds the first one's.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from tenant_site.books.models import Book, EntryType
from tenant_site.books.opening import WorkspaceClient, open_book
from tenant_site.entry_forms.models import FormVersion, definition_sha256
from tenant_site.legacy.examining import Examined
from tenant_site.legacy.models import MOST_KEY, ImportedBook
from tenant_site.legacy.old_forms import OldForm
from tenant_site.legacy.words import words

MOST_NAME, MOST_CODE = 120, 20
NOWHERE = ""
PREFIX, GONE = "old", "old-gone"
FIRST_POSITION = 1000  # after the types that are offered


class Homes:
    """Finds and makes the books, types and forms that imported entries need."""

    def __init__(self, client: WorkspaceClient, examined: Examined) -> None:
        self._client, self._names, self._source = client, examined.names, examined.source
        self._books: dict[str, Book] = {}
        self._types: dict[str, EntryType] = {}
        self._forms: dict[tuple[str, str], FormVersion] = {}

    def place_of(self, old_id: str) -> str:
        """Return the place itself where it is known, else that of unknown places."""
        return old_id if old_id in self._names.get("locations", {}) else NOWHERE

    def book(self, old_id: str) -> Book:
        """Return the closed book of a place."""
        if old_id not in self._books:
            self._books[old_id] = self._find_book(old_id)
        return self._books[old_id]

    @transaction.atomic
    def _find_book(self, old_id: str) -> Book:
        key = f"{self._source}/{old_id}"[:MOST_KEY]
        known = ImportedBook.objects.select_related("book").filter(old_id=key)
        for one in known:
            return one.book
        place = self._names.get("locations", {}).get(old_id) or _("Unknown place")
        ending = _("%(name)s (old system)") % {"name": ""}
        name = _("%(name)s (old system)") % {"name": place[: MOST_NAME - len(ending)]}
        book = open_book(client=self._client, name=name, post=place)
        Book.objects.filter(pk=book.pk).update(is_open=False)
        book.is_open = False
        ImportedBook.objects.create(book=book, old_id=key)
        return book

    def entry_type(self, old_id: str, old: Mapping[str, Any] | None) -> EntryType:
        """Return the type that stands for an old one: offered to nobody, so it changes nothing."""
        if old_id not in self._types:
            self._types[old_id] = self._find_type(old_id, old)
        return self._types[old_id]

    def _find_type(self, old_id: str, old: Mapping[str, Any] | None) -> EntryType:
        name = self._names.get("type_news", {}).get(old_id) or _("Type that is gone")
        ending = _("%(name)s (old system)") % {"name": ""}
        name = _("%(name)s (old system)") % {"name": name[: MOST_NAME - len(ending)]}
        codes = _codes(words(old.get("code")), name) if old is not None else iter([GONE])
        for code in codes:
            found, _made = EntryType.objects.get_or_create(
                code=code,
                defaults={"name": name, "is_active": False, "position": FIRST_POSITION},
            )
            if found.name == name or code == GONE:
                return found
        raise AssertionError("There is always a next code.")

    def form(self, entry_type: EntryType, form: OldForm) -> FormVersion | None:
        """Return the version that says what `form` asked; made without a word in other books."""
        if form.definition is None:
            return None
        key = (entry_type.code, form.text)
        if key not in self._forms:
            self._forms[key] = self._find_form(entry_type, form)
        return self._forms[key]

    def _find_form(self, entry_type: EntryType, form: OldForm) -> FormVersion:
        assert form.definition is not None  # noqa: S101  # asked above
        sha256 = definition_sha256(form.definition.canonical())
        versions = FormVersion.objects.filter(entry_type=entry_type)
        known = versions.filter(sha256=sha256).order_by("number").first()
        if known is not None:
            return known
        last = FormVersion.objects.current(entry_type)
        return FormVersion.objects.follow(entry_type, form.definition, after=last, by=None)

    def opened(self, books: Iterable[Book]) -> None:
        """Open the books for the rest of the transaction: nobody else ever sees them open."""
        self._turn(books, is_open=True)

    def closed(self, books: Iterable[Book]) -> None:
        """Close them again."""
        self._turn(books, is_open=False)

    def _turn(self, books: Iterable[Book], *, is_open: bool) -> None:
        turned = list(books)
        Book.objects.filter(pk__in=[book.pk for book in turned]).update(is_open=is_open)
        for book in turned:
            book.is_open = is_open

    def forget(self) -> None:
        """Look everything up again: a transaction that made some of it was undone."""
        self._books.clear()
        self._types.clear()
        self._forms.clear()


def _codes(code: str, name: str) -> Iterator[str]:
    """Propose codes for an old type: `old-006`, and where that is another one's, `old-006-2`."""
    stem = slugify(code) or slugify(name) or "type"
    stem = "-".join(filter(None, f"{PREFIX}-{stem}".replace("_", "-").split("-")))
    yield stem[:MOST_CODE].strip("-")
    for number in itertools.count(2):
        yield f"{stem[: MOST_CODE - 6].strip('-')}-{number}"
