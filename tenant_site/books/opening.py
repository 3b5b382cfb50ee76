"""Open a workspace's books, and give it the types of entry that guard posts use."""

import itertools
import uuid
from collections.abc import Iterable
from typing import Protocol

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext, override

from accounts.models import User
from tenancy.violations import violated_constraint
from tenant_site.books.default_forms import default_form
from tenant_site.books.default_types import DEFAULT_TYPES
from tenant_site.books.models import Book, BookHead, EntryType
from tenant_site.books.models.book import MAX_CODE_LENGTH
from tenant_site.books.packs import PACKS as PACKS
from tenant_site.books.packs import USUAL_PACK as USUAL_PACK
from tenant_site.books.packs import Pack as Pack
from tenant_site.books.seal import genesis
from tenant_site.entry_forms.models import FormVersion
from tenant_site.members.models import Member, Role
from tenant_site.members.places import tell_public
from tenant_site.registers.default_types import seed_person_types

CODE_TAKEN, SAME_BOOK = "book_code_is_unique", "books_book_pkey"


class WorkspaceClient(Protocol):
    """What a book needs to know of the client it belongs to."""

    pk: uuid.UUID


@transaction.atomic
def open_first_book(
    *,
    client: WorkspaceClient,
    owner_user: User,
    book_name: str,
    language: str,
    pack: str = USUAL_PACK,
) -> Book:
    """Furnish a fresh workspace: its owner, the types of its pack, the first book."""
    tell_public(
        Member.objects.create(
            user=owner_user,
            display_name=owner_user.name or owner_user.email or "",
            role=Role.OWNER,
        )
    )
    seed_entry_types(language)
    seed_person_types(language)
    give_forms(language, to=EntryType.objects.filter(versions=None))
    spare = {kind.code for kind in DEFAULT_TYPES} - set(PACKS[pack].type_codes)
    if spare:
        EntryType.objects.filter(code__in=spare).update(is_active=False)
    return open_book(client=client, name=book_name)


def seed_entry_types(language: str) -> None:
    """Offer the default types with their forms, in `language`; those that exist stay as they are.

    Types of before there were forms keep the plain form until an owner publishes one; those of
    before there was help, as a template has them, get theirs.
    """
    with override(language):
        types = [
            EntryType(
                code=kind.code,
                name=gettext(kind.name),
                help=gettext(kind.help),
                icon=kind.icon,
                severity=kind.severity,
                position=position,
            )
            for position, kind in enumerate(DEFAULT_TYPES, start=1)
        ]
    EntryType.objects.bulk_create(types, ignore_conflicts=True)
    helps = {kind.code: kind.help for kind in types}
    silent = list(EntryType.objects.filter(code__in=helps, help=""))
    for kind in silent:
        kind.help = helps[kind.code]
    EntryType.objects.bulk_update(silent, ["help"])
    give_forms(language, to=EntryType.objects.filter(pk__in=[kind.pk for kind in types]))


def give_forms(language: str, *, to: Iterable[EntryType]) -> None:
    """Publish the first version of default types, which a workspace begins with, in `language`."""
    with override(language):
        asked = [(kind, form) for kind in to if (form := default_form(kind.code)) is not None]
    FormVersion.objects.begin(asked)


def open_book(
    *, client: WorkspaceClient, name: str, post: str = "", book_id: uuid.UUID | None = None
) -> Book:
    """Open an empty book whose chain begins with the client's and the book's permanent ids.

    Idempotent by `book_id`, where there is one: of two at the same moment the second gets the
    first one's book.
    """
    key = book_id or uuid.uuid4()
    for code in _codes(name):
        try:
            with transaction.atomic():
                book = Book.objects.create(pk=key, code=code, name=name.strip(), post=post.strip())
                BookHead.objects.create(
                    book=book, head=genesis(client_id=client.pk, book_id=book.pk)
                )
        except IntegrityError as problem:
            violated = violated_constraint(problem)
            if violated == SAME_BOOK:
                return Book.objects.get(pk=key)
            if violated != CODE_TAKEN:
                raise
        else:
            return book
    raise AssertionError("There is always a next code.")


def book_of(mark: uuid.UUID | None, *, name: str, post: str) -> uuid.UUID:
    """Return the id of the book that a form of this mark opens; other words, another book."""
    return uuid.uuid5(mark or uuid.uuid4(), f"{name.strip()}\n{post.strip()}")


def _codes(name: str) -> "itertools.chain[str]":
    """Propose addresses for a book: `porteria`, `porteria-2`, `porteria-3` and so on."""
    stem = slugify(name).replace("_", "-").strip("-")[: MAX_CODE_LENGTH - 8].strip("-") or "book"
    stem = "-".join(filter(None, stem.split("-")))
    return itertools.chain([stem], (f"{stem}-{number}" for number in itertools.count(2)))
