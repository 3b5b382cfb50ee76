"""Open the sample workspace and let its people write."""

import random
import uuid
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from accounts.emails import note_confirmed
from accounts.models import User
from project.demo.beside import do_beside
from project.demo.people import (
    GATE,
    ORGANISATION,
    OWNER,
    PASSWORD,
    PEOPLE,
    POSTS,
    SLUG,
    TIME_ZONE,
)
from project.demo.photos import draw_photo
from project.demo.story import Story, Told
from public_site.clients import extend_trial
from public_site.models import Client
from public_site.signup.opening import open_workspace
from tenancy.context import tenant_context
from tenant_site.books.ledger import record_entry
from tenant_site.books.models import Book, EntryType
from tenant_site.books.opening import open_book
from tenant_site.entry_forms.models import FormVersion
from tenant_site.entry_forms.values import clean_values
from tenant_site.members.models import Member
from tenant_site.members.places import tell_public

NAMESPACE = uuid.UUID("5d1f4f1c-6b0e-4a3e-9f6c-0d5a6f2f7a11")


def open_demo() -> Client:
    """Return the sample workspace, opened and filled now unless it exists: all or nothing."""
    with transaction.atomic():
        existing = Client.objects.filter(slug=SLUG).first()
        return existing or _open()


def _open() -> Client:
    client = open_workspace(
        name=ORGANISATION,
        slug=SLUG,
        owner_email=OWNER.email or "",
        owner_name=OWNER.name,
        password=PASSWORD,
        time_zone=TIME_ZONE,
        language="es",
        first_book_name=GATE,
    )
    note_confirmed(User.objects.get(email=OWNER.email))
    extend_trial(client=client, until=None)  # a sample does not run out
    with tenant_context(client):
        books = _open_books(client)
        members = _add_members(books)
        _write(books, members)
        do_beside(books, members)
    return client


def _open_books(client: Client) -> dict[str, Book]:
    Book.objects.filter(name=GATE).update(post=POSTS[GATE])
    for name, post in POSTS.items():
        if name != GATE:
            open_book(client=client, name=name, post=post)
    return {book.name: book for book in Book.objects.all()}


def _add_members(books: dict[str, Book]) -> dict[str, Member]:
    members, password = {OWNER.name: Member.objects.get()}, make_password(PASSWORD)
    for person in PEOPLE[1:]:
        member = Member.objects.create(
            user=User.objects.create(name=person.name, password=password),
            display_name=person.name,
            badge=person.badge,
            role=person.role,
        )
        tell_public(member)
        member.books.set(books[name] for name in person.books)
        members[person.name] = member
    return members


def _write(books: dict[str, Book], members: dict[str, Member]) -> None:
    """Write the story; the ledger's clock is told when each entry was recorded."""
    types = {kind.code: kind for kind in EntryType.objects.all()}
    forms = {code: FormVersion.objects.current(kind) for code, kind in types.items()}
    dice = random.Random(5)  # noqa: S311 - a sample, not a secret
    for number, told in enumerate(Story(timezone.now().astimezone(ZoneInfo(TIME_ZONE))).tell()):
        form = forms[told.type_code]
        record_entry(
            book=books[told.book],
            author=members[told.author.name],
            entry_type=types[told.type_code],
            text=told.text,
            form=form,
            values=clean_values(form.form, told.values) if form else None,
            occurred_at=told.occurred_at,
            client_uuid=uuid.uuid5(NAMESPACE, str(number)),
            uploads=[_photo(told, number, dice)] if told.photo else [],
            clock=told.clock,
        )


def _photo(told: Told, number: int, dice: random.Random) -> SimpleUploadedFile:
    assert told.photo is not None  # noqa: S101 - the caller looked
    data = draw_photo(
        told.photo.subject, caption=told.photo.caption, taken_at=told.occurred_at, dice=dice
    )
    return SimpleUploadedFile(f"IMG_{4100 + number}.jpg", data, content_type="image/jpeg")
