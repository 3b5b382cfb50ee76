from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client as Browser

from accounts.models import User
from public_site.models import Client
from tenancy import context
from tenancy.context import tenant_context
from tenant_site.members.models import Member, Role

PASSWORD = "correct horse battery"


@pytest.fixture
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)


def in_workspace(command: str = "createsuperuser", **options: Any) -> None:
    call_command(command, schema_name="acme", verbosity=0, **options)
    assert not context.is_entered()


@pytest.mark.usefixtures("_password")
def test_a_code_in_public_is_an_operators_address_at_the_services_host(
    db: None, capsys: Any
) -> None:
    call_command("createsuperuser", "--code=admin", "--schema=public")
    user = User.objects.get(email="admin@localhost")
    assert user.is_superuser
    assert user.check_password(PASSWORD)
    assert "sign in as admin@localhost" in capsys.readouterr().out


@pytest.mark.usefixtures("_password")
@pytest.mark.parametrize("options", [{"email": "a@b.example"}, {"code": "a@b.example"}])
def test_an_address_in_public_is_taken_as_it_is(options: dict[str, str], db: None) -> None:
    call_command("createsuperuser", **options, verbosity=0)
    assert User.objects.get(email="a@b.example").is_staff


def test_where_nobody_answers_an_operator_without_password_is_told_the_next_step(
    db: None, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DJANGO_SUPERUSER_PASSWORD", raising=False)
    call_command("createsuperuser", code="admin", schema_name="public")
    assert not User.objects.get(email="admin@localhost").has_usable_password()
    assert "changepassword admin@localhost" in capsys.readouterr().out


@pytest.mark.usefixtures("_password")
def test_an_operators_address_that_is_taken_is_refused(db: None) -> None:
    User.objects.create_user("admin@localhost", PASSWORD)
    with pytest.raises(CommandError, match="taken"):
        call_command("createsuperuser", code="admin", verbosity=0)


@pytest.mark.usefixtures("_password")
@pytest.mark.parametrize("command", ["createsuperuser", "create_tenant_superuser"])
def test_a_code_in_a_workspace_is_an_owners_badge(
    command: str, acme: Client, browse: Callable[..., Browser]
) -> None:
    in_workspace(command, code="admin")
    with tenant_context(acme):
        member = Member.objects.get(badge="ADMIN")
        assert authenticate(None, identifier="admin", password=PASSWORD) is not None
    assert member.role == Role.OWNER
    assert User.objects.get(pk=member.user_id).email is None
    assert not User.objects.get(pk=member.user_id).is_staff
    assert browse(acme, member).get("/").status_code == 200


@pytest.mark.usefixtures("_password")
def test_a_badge_and_an_address_make_one_owner(acme: Client) -> None:
    for _ in range(2):
        in_workspace(code="g-017", email="boss@acme.example", name="Boss")
    with tenant_context(acme):
        member = Member.objects.get(badge="G-017")
    assert (member.display_name, str(member.user.email)) == ("Boss", "boss@acme.example")


def test_whoever_has_the_badge_becomes_an_owner_and_keeps_the_password(
    acme: Client, guard: Member
) -> None:
    in_workspace(code="1007")
    with tenant_context(acme):
        assert Member.objects.get(pk=guard.pk).role == Role.OWNER


@pytest.mark.usefixtures("_password")
def test_anothers_badge_is_refused(acme: Client, guard: Member) -> None:
    with pytest.raises(CommandError, match="Guard"):
        in_workspace(code="1007", email="new@acme.example")
    assert not User.objects.filter(email="new@acme.example").exists()


@pytest.mark.usefixtures("_password")
@pytest.mark.parametrize("options", [{"code": "a@b"}, {"code": "x" * 21}, {"email": "nobody"}, {}])
def test_a_badge_or_address_that_may_not_be_is_refused(
    options: dict[str, str], acme: Client
) -> None:
    people = User.objects.count()
    with pytest.raises(CommandError):
        in_workspace(**options, interactive=False)
    assert User.objects.count() == people


def test_without_a_password_nobody_is_made(acme: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DJANGO_SUPERUSER_PASSWORD", raising=False)
    with pytest.raises(CommandError, match="DJANGO_SUPERUSER_PASSWORD"):
        in_workspace(code="admin", interactive=False)


@pytest.mark.usefixtures("_password")
def test_public_has_no_owners(acme: Client) -> None:
    with pytest.raises(CommandError, match="public"):
        call_command("create_tenant_superuser", schema_name="public", code="admin")


@pytest.mark.usefixtures("_password")
@pytest.mark.parametrize("wrapper", ["tenant_command", "runschema"])
def test_inside_a_workspace_nobody_becomes_an_operator(wrapper: str, acme: Client) -> None:
    call_command(wrapper, "createsuperuser", "--code=admin", "--schema=acme", verbosity=0)
    with tenant_context(acme):
        assert Member.objects.filter(badge="ADMIN").exists()
    assert not User.objects.filter(is_superuser=True).exists()
