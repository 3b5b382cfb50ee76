from collections.abc import Iterator
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client as Browser
from django.utils import timezone
from PIL import Image

from project.demo import opening, story
from project.demo.people import PASSWORD, PEOPLE
from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Attachment, Book, Entry
from tenant_site.books.verification import verify
from tenant_site.members.models import Member, Role
from tenant_site.registers.models import Mention, Person


@pytest.fixture
def demo(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    monkeypatch.setattr(story, "DAYS", 12)
    monkeypatch.setattr(story, "PHOTO_COUNT", 4)
    client = opening.open_demo()
    with tenant_context(client):
        yield client


def test_three_books_hold_and_verify(demo: Client) -> None:
    books = list(Book.objects.all())
    assert {book.name for book in books} == {"Portería", "Centro de control", "Planta"}
    for book in books:
        assert list(verify(book, client_id=demo.pk)) == []
        assert book.entries.count() > 20


def test_the_story_spreads_over_the_days_and_never_lies_ahead(demo: Client) -> None:
    entries = Entry.objects.order_by("recorded_at")
    assert len({entry.recorded_at.date() for entry in entries}) >= 11
    assert all(entry.occurred_at <= entry.recorded_at <= timezone.now() for entry in entries)


def test_the_first_screen_of_the_first_book_shows_photos(demo: Client) -> None:
    newest = Book.objects.order_by("created_at")[0].entries.order_by("-seq")[:5]
    assert sum(bool(entry.photos) for entry in newest) >= 2


def test_the_pages_beside_the_books_have_something_to_show(demo: Client) -> None:
    browser = Browser(headers={"host": "demo.localhost:8000"})
    browser.force_login(Member.objects.get(role=Role.OWNER).user)
    for page, shown in (
        ("/inside/", "Fabio Rincón"),
        ("/inside/evacuation/", "Fabio Rincón"),
        ("/registers/persons/", "Fabio Rincón"),
        ("/bans/", "Rubén Darío Cortés"),
        ("/passes/", "WLQ 137"),
        ("/follow-ups/", "Revisar con mantenimiento"),
        ("/orders/", "Contratistas los domingos"),
    ):
        assert shown in browser.get(page).content.decode(), page


def test_whoever_came_in_goes_out_as_the_same_person(demo: Client) -> None:
    went = Mention.objects.filter(movement="out").exclude(person=None)
    assert went.count() > 3
    for person in Person.objects.filter(mentions__in=went):
        assert person.mentions.filter(movement="in").exists()


def test_photos_are_those_of_a_phone(demo: Client) -> None:
    files = list(Attachment.objects.all())
    assert len(files) == 4
    for file in files:
        with default_storage.open(file.storage_name) as stored:
            exif = Image.open(BytesIO(stored.read())).getexif()
        assert exif[0x010F] == "Andes"
        assert file.facts["latitude"].startswith("4.67")


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.name)
def test_everybody_printed_signs_in(demo: Client, person: Any) -> None:
    browser = Browser(headers={"host": "demo.localhost:8000"})
    answer = browser.post("/sign-in/", {"identifier": person.identifier, "password": PASSWORD})
    assert answer.status_code == 302


def test_a_second_call_opens_nothing_and_prints_the_same(demo: Client) -> None:
    before, printed = Entry.objects.count(), [StringIO(), StringIO()]
    for out in printed:
        call_command("open_demo", stdout=out)
    assert printed[0].getvalue() == printed[1].getvalue()
    assert "http://demo.localhost:8000" in printed[0].getvalue()
    assert Entry.objects.count() == before


def test_it_is_refused_where_its_passwords_would_be_a_door(db: None, settings: Any) -> None:
    settings.DEVELOPMENT = False
    with pytest.raises(CommandError):
        call_command("open_demo")
    assert not Client.objects.filter(slug="demo").exists()
