from typing import Any

import pytest
from django.core.management import call_command, execute_from_command_line

from public_site.models import Client
from tenancy.running import CommandUnknown, SomeSchemasFailed

WHERE = "from tenancy.connections import connection; print('in', connection.schema_name)"
FAIL_IN_ACME = """
from tenancy.context import current_tenant
assert current_tenant().slug != "acme"
print("in", current_tenant().schema_name)
"""


def test_a_command_runs_inside_every_tenant(acme: Client, globex: Client, capsys: Any) -> None:
    execute_from_command_line(["manage.py", "all_tenants_command", "shell", "-c", WHERE])
    printed = [line for line in capsys.readouterr().out.splitlines() if " objects " not in line]
    assert list(filter(None, printed)) == [
        line
        for name in sorted((acme.schema_name, globex.schema_name))
        for line in (f"Applying command to: {name}", f"in {name}")
    ]


def test_one_tenants_failure_is_reported_and_the_others_go_on(
    acme: Client, globex: Client, capsys: Any
) -> None:
    with pytest.raises(SomeSchemasFailed, match=f"1 of 2 schemas failed: {acme.schema_name}"):
        call_command("all_tenants_command", "shell", "--command", FAIL_IN_ACME)
    printed = capsys.readouterr()
    assert f"in {globex.schema_name}" in printed.out
    assert f"{acme.schema_name}: AssertionError" in printed.err


def test_a_failure_is_the_status(acme: Client, capsys: Any) -> None:
    with pytest.raises(SystemExit) as leaving:
        execute_from_command_line(["manage.py", "all_tenants_command", "showmigrations", "x"])
    assert leaving.value.code == 1


def test_an_unknown_command_runs_nowhere(acme: Client, capsys: Any) -> None:
    with pytest.raises(CommandUnknown):
        call_command("all_tenants_command", "nothing")
    assert "Applying" not in capsys.readouterr().out


def test_options_of_the_other_command_are_passed_on(acme: Client, capsys: Any) -> None:
    execute_from_command_line(
        ["manage.py", "all_tenants_command", "--no-public", "showmigrations", "--plan", "books"]
    )
    assert "[X]  books.0001_initial" in capsys.readouterr().out
