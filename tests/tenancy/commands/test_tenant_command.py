from typing import Any

import pytest
from django.core.management import call_command, execute_from_command_line
from django.core.management.base import CommandError

from public_site.models import Client
from tenancy import context
from tenancy.naming_tenants import TenantUnknown
from tests.tenancy.commands.answers import types

WHERE = "from tenancy.connections import connection; print('in', connection.schema_name)"


@pytest.mark.parametrize("name", ["{0.schema_name}", "acme", "acme.localhost"])
def test_a_command_runs_inside_the_tenant(name: str, acme: Client, capsys: Any) -> None:
    call_command("tenant_command", "shell", "--command", WHERE, schema_name=name.format(acme))
    assert f"in {acme.schema_name}" in capsys.readouterr().out


@pytest.mark.parametrize(
    "typed",
    [
        ["--schema=acme", "shell", "-c", WHERE],
        ["shell", "--schema", "acme", "-c", WHERE],
        ["shell", "-c", WHERE, "-s", "acme"],
        ["shell", "--schema_name=acme", "--", "-c", WHERE],
    ],
)
def test_options_of_both_commands_may_be_mixed(typed: list[str], acme: Client, capsys: Any) -> None:
    execute_from_command_line(["manage.py", "tenant_command", *typed])
    assert f"in {acme.schema_name}" in capsys.readouterr().out


def test_the_tenant_is_asked_for(
    acme: Client, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    types(monkeypatch, "?", "acme")
    call_command("tenant_command", "shell", "--command", WHERE)
    printed = capsys.readouterr().out
    assert f"{acme.schema_name} - acme.localhost" in printed
    assert f"in {acme.schema_name}" in printed


def test_where_nobody_answers_the_option_is_named(
    acme: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    types(monkeypatch)
    with pytest.raises(CommandError, match="--schema"):
        call_command("tenant_command", "showmigrations")


def test_an_unknown_tenant_is_refused(acme: Client) -> None:
    with pytest.raises(TenantUnknown):
        call_command("tenant_command", "showmigrations", schema_name="acne")


def test_an_unknown_command_is_refused_before_anybody_is_asked(acme: Client) -> None:
    with pytest.raises(CommandError, match="Unknown command"):
        call_command("tenant_command", "showmigration")


def test_the_failure_of_the_command_is_the_status(acme: Client, capsys: Any) -> None:
    with pytest.raises(SystemExit) as leaving:
        execute_from_command_line(
            ["manage.py", "tenant_command", "showmigrations", "nothing", "--schema=acme"]
        )
    assert leaving.value.code not in (0, None)
    assert not context.is_entered()


def test_the_help_of_the_other_command_is_its_own(capsys: Any) -> None:
    with pytest.raises(SystemExit):
        execute_from_command_line(["manage.py", "tenant_command", "showmigrations", "--help"])
    assert "--plan" in capsys.readouterr().out
