from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client as Browser

from accounts.models import User
from public_site.models import Client
from tenancy import context
from tenancy.context import tenant_context
from tenant_site.books.models import Book
from tenant_site.members.models import Member

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)


def provision(
    name: str = "Initech", slug: str = "initech", email: str = "boss@initech.example", **more: Any
) -> str:
    out = StringIO()
    options = {"interactive": False, "language": "en"} | more
    call_command("provision_tenant", name, slug, email, stdout=out, **options)
    assert not context.is_entered()
    return out.getvalue().strip()


def test_a_workspace_is_opened_and_its_address_printed(
    db: None, browse: Callable[..., Browser]
) -> None:
    assert provision(owner_name="Boss", book="Dock") == "http://initech.localhost:8000"
    client = Client.objects.get(slug="initech")
    with tenant_context(client):
        assert Book.objects.get().name == "Dock"
        member = Member.objects.get()
    assert (member.display_name, member.is_owner) == ("Boss", True)
    assert User.objects.get(pk=member.user_id).check_password(PASSWORD)
    assert browse(client, member).get("/").status_code == 200


def test_an_owner_with_an_account_keeps_the_password(
    acme: Client, owner: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = User.objects.get(pk=owner.user_id)
    monkeypatch.delenv("DJANGO_SUPERUSER_PASSWORD")
    provision(email=str(before.email))
    with tenant_context(Client.objects.get(slug="initech")):
        assert Member.objects.get().user_id == before.pk
    assert User.objects.get(pk=before.pk).password == before.password


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"slug": "acme"}, "has the address"),
        ({"slug": "www"}, "not available"),
        ({"slug": "x"}, "3 to 40"),
        ({"email": "nobody"}, "valid email"),
        ({"name": "a\u202eb"}, "cannot be seen"),
        ({"name": ""}, "blank"),
        ({"time_zone": "Mars/Base"}, "time zone"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(
    wrong: dict[str, str], word: str, acme: Client
) -> None:
    clients, people = Client.objects.count(), User.objects.count()
    with pytest.raises(CommandError, match=word):
        provision(**wrong)
    assert (Client.objects.count(), User.objects.count()) == (clients, people)


def test_an_account_that_may_not_sign_in_owns_nothing(db: None) -> None:
    User.objects.create_user("boss@initech.example", PASSWORD, is_active=False)
    with pytest.raises(CommandError, match="may not sign in"):
        provision()


@pytest.mark.parametrize(("password", "word"), [("short", "too short"), ("", "Set the env")])
def test_a_new_owner_needs_a_good_password(
    password: str, word: str, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", password)
    with pytest.raises(CommandError, match=word):
        provision()
    assert not Client.objects.filter(slug="initech").exists()
