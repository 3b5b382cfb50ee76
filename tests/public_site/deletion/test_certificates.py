import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client as Browser
from django.utils import timezone

from accounts.models import Membership, User
from public_site.deletion.certificates import Witness, is_genuine, signature_of
from public_site.deletion.deciding import begin_deletion
from public_site.deletion.tokens import hash_of
from public_site.models import Client, Deletion
from tenancy.context import tenant_context
from tenancy.deletion import delete_softly
from tenancy.records import SchemaState
from tenant_site.books.models import Book
from tenant_site.members.models import Member
from tenant_site.members.places import tell_public
from tests.reading import read_page
from tests.tenancy.tenants.conftest import open_client
from tests.tenant_site.books.writing import photo, write_entry

TOKEN = "a-token-of-the-test"


@pytest.fixture
def leaving(committed: None, settings: Any, tmp_path: Path) -> Iterator[Client]:
    """A workspace with two entries and a photo, really committed, whose time is over once asked."""
    settings.TENANT_EXPORT_FOLDER, settings.TENANT_REMOVAL_DAYS = tmp_path / "exports", 0
    client = open_client("leaving")
    with tenant_context(client):
        book, author = Book.objects.get(), Member.objects.get()
        write_entry(book, author)
        write_entry(book, author, uploads=[photo()])
    yield client
    Deletion.objects.all().delete()
    SchemaState.objects.filter(name=client.schema_name).delete()


def last_seal(client: Client) -> str:
    with tenant_context(client):
        return bytes(Book.objects.select_related("head").get().head.head).hex()


def remove_all() -> None:
    call_command("remove_deleted_tenants", verbosity=0)


def test_what_was_deleted_is_certified_signed_and_mailed(
    leaving: Client, tmp_path: Path, mailoutbox: list[Any]
) -> None:
    seal = last_seal(leaving)
    begun = begin_deletion(client=leaving, asked_by="Olga")
    remove_all()
    assert not Client.objects.filter(pk=leaving.pk).exists()
    done = Deletion.objects.get(pk=begun.pk)
    said = json.loads(done.certificate)
    (archive,) = (tmp_path / "exports").iterdir()
    assert said["entries"] == 2
    assert said["files"] == 1
    assert said["books"] == [{"code": "main-gate", "entries": 2, "last_seal": seal}]
    assert said["domains"] == ["leaving.localhost"]
    assert said["last_export"]["sha256"] == hashlib.sha256(archive.read_bytes()).hexdigest()
    assert said["last_export"]["bytes"] == archive.stat().st_size
    assert is_genuine(done)
    assert (done.state, done.letters_to) == ("done", [])
    assert mailoutbox[-1].to == ["owner@leaving.example"]
    assert done.signature in mailoutbox[-1].body
    assert seal in mailoutbox[-1].body


def test_what_an_operators_command_deleted_is_certified_too(
    leaving: Client, mailoutbox: list[Any]
) -> None:
    delete_softly(leaving)
    remove_all()
    done = Deletion.objects.get()
    assert (done.client_name, done.state) == ("Leaving", "done")
    assert mailoutbox[-1].to == ["owner@leaving.example"]


def test_whoever_had_a_badge_there_and_nothing_else_is_closed_with_it(leaving: Client) -> None:
    with tenant_context(leaving):
        user = User.objects.create_user(None, "correct horse battery", name="Beto")
        member = Member.objects.create(user=user, role="guard", display_name="Beto", badge="7")
        tell_public(member)
    begin_deletion(client=leaving, asked_by="Olga")
    remove_all()
    user.refresh_from_db()
    assert (user.name, user.is_active) == ("", False)
    assert not Membership.objects.filter(client_id=leaving.pk).exists()


def test_a_removal_without_export_says_so(leaving: Client) -> None:
    begin_deletion(client=leaving, asked_by="Olga")
    call_command("remove_deleted_tenants", verbosity=0, no_export=True)
    assert json.loads(Deletion.objects.get().certificate)["last_export"] is None


def test_another_attempt_at_removal_counts_anew_and_certifies_once(leaving: Client) -> None:
    begin_deletion(client=leaving, asked_by="Olga")
    Witness.before(leaving, "nowhere")
    Witness.before(leaving, "nowhere")
    remove_all()
    assert Deletion.objects.get().state == "done"


def certified(**changes: Any) -> Deletion:
    facts: dict[str, Any] = {
        "client_id": "1b4e28ba-2fa1-41d2-883f-0016d3cca427",
        "client_name": "Acme",
        "language": "en",
        "time_zone": "America/Bogota",
        "schema_name": "t_gone",
        "token_hash": hash_of(TOKEN),
        "state": "done",
        "due_at": timezone.now(),
        "ended_at": timezone.now() + timedelta(seconds=1),
        "certificate": '{"entries": 2}',
        "signature": signature_of('{"entries": 2}'),
        "facts": {"members": 3, "entries": 2, "files": 1, "bytes": 5},
    }
    return Deletion.objects.create(**(facts | changes))


def test_the_link_shows_the_certificate_and_that_it_is_genuine(db: None, website: Browser) -> None:
    certified()
    page = read_page(website.get(f"/deletion/{TOKEN}/?lang=en").content)
    assert page.one("pre").text == '{"entries": 2}'
    assert "genuine" in page.one("main").text
    assert website.post(f"/deletion/{TOKEN}/").status_code == 404


def test_a_certificate_with_another_word_does_not_fit_its_signature(
    db: None, website: Browser
) -> None:
    certified(certificate='{"entries": 3}')
    page = read_page(website.get(f"/deletion/{TOKEN}/?lang=en").content)
    assert "does not fit" in page.one("main").text


def test_a_certificate_outlives_a_change_of_the_secret(db: None, settings: Any) -> None:
    made = certified()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another one, fifty characters or more, as it should be"
    assert is_genuine(made)
    settings.SECRET_KEY_FALLBACKS = []
    assert not is_genuine(made)
