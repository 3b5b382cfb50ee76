import re
import threading
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command, execute_from_command_line
from django.core.management.base import CommandError
from django_tenants.utils import get_tenant_model

from public_site.models import Client
from tenancy.choosing_schemas import SchemaOutOfScope
from tenancy.connections import connection
from tenancy.context import current_tenant
from tenancy.management.commands import (
    DynamicTenantCommand,
    StaticTenantCommand,
    TenantCommand,
)
from tenancy.naming_tenants import TenantUnknown
from tenancy.records import SchemaState
from tenancy.running import SomeSchemasFailed
from tests.tenancy.commands.answers import types

WHERE = "from tenancy.connections import connection; print('in', connection.schema_name)"


def ran_in(*arguments: str, **options: Any) -> list[str]:
    out = StringIO()
    call_command("runschema", "shell", *arguments, "--command", WHERE, stdout=out, **options)
    lines = [re.fullmatch(r"\[(\w+)\] in (\w+)", line) for line in out.getvalue().splitlines()]
    found = [line for line in lines if line]
    assert all(line[1] == line[2] for line in found)
    return [line[1] for line in found]


@pytest.fixture
def template(db: None) -> SchemaState:
    return SchemaState.objects.create(name="tpl_es", role=SchemaState.Role.TEMPLATE)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("acme", ["acme"]),
        ("acm", ["acme"]),
        ("glob acme.localhost", ["acme", "globex"]),
        ("public", ["public"]),
        (":static:", ["public", "tpl_es"]),
        (":dynamic:", ["acme", "globex"]),
        (":all:", ["public", "tpl_es", "acme", "globex"]),
        ("tpl_es acme", ["tpl_es", "acme"]),
        (":all: -x acm :static:", ["globex"]),
    ],
)
def test_schemas_are_chosen_by_name_beginning_and_group(
    words: str, names: list[str], acme: Client, globex: Client, template: SchemaState
) -> None:
    known = {"acme": acme.schema_name, "globex": globex.schema_name}
    wanted = [known.get(name, name) for name in names]
    assert sorted(ran_in("--schema", *words.split())) == sorted(wanted)


def test_public_comes_first(acme: Client, template: SchemaState) -> None:
    assert ran_in("--schema", "acme", ":static:")[:2] == ["public", "tpl_es"]


def test_a_person_is_asked_and_may_leave_it_blank(
    acme: Client, globex: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    types(monkeypatch, "", "acme")
    assert len(ran_in()) == 3
    assert ran_in() == [acme.schema_name]


def test_nobody_is_asked_with_noinput(acme: Client) -> None:
    with pytest.raises(CommandError, match=":dynamic:"):
        ran_in(interactive=False)


@pytest.mark.parametrize("word", ["acne", ":tenants:"])
def test_an_unknown_schema_is_refused(word: str, acme: Client) -> None:
    with pytest.raises(CommandError):
        ran_in("--schema", word)


def test_the_pool_is_nobodys_to_name(acme: Client) -> None:
    SchemaState.objects.create(name="t_pooled", role=SchemaState.Role.POOLED)
    with pytest.raises(TenantUnknown):
        ran_in("--schema", "t_pooled")
    assert "t_pooled" not in ran_in("--schema", ":all:")


def test_one_failure_is_reported_and_the_others_go_on(acme: Client, capsys: Any) -> None:
    code = "from tenancy.context import current_tenant as t; print(t().slug)"
    with pytest.raises(SystemExit) as leaving:
        execute_from_command_line(
            ["manage.py", "runschema", "shell", "-c", code, "--schema", "public", "acme"]
        )
    printed = capsys.readouterr()
    assert leaving.value.code == 1
    assert f"[{acme.schema_name}] acme" in printed.out
    assert "[public] public: AttributeError" in printed.err


@pytest.mark.parametrize("nested", ["runschema", "tenant_command"])
def test_commands_that_choose_schemas_are_not_nested(nested: str, acme: Client) -> None:
    with pytest.raises(CommandError, match="itself"):
        call_command("runschema", nested, schemas=["acme"])


def test_options_after_two_hyphens_belong_to_the_other_command(acme: Client, capsys: Any) -> None:
    execute_from_command_line(
        ["manage.py", "runschema", "showmigrations", "-s", "acme", "--", "books", "--plan"]
    )
    assert f"[{acme.schema_name}] [X]  books.0001_initial" in capsys.readouterr().out


class Names(TenantCommand):
    def handle_tenant(self, tenant: Any, *args: Any, **options: Any) -> None:
        assert tenant.schema_name == connection.schema_name
        self.stdout.write(tenant.schema_name)


class DynamicNames(Names, DynamicTenantCommand):
    pass


class StaticNames(Names, StaticTenantCommand):
    pass


class Together(DynamicTenantCommand):
    """Every schema writes half a line, waits for the others, and writes the rest."""

    meeting = threading.Barrier(2, timeout=20)

    def handle_tenant(self, tenant: Any, *args: Any, **options: Any) -> None:
        print("half of", end=" ")  # noqa: T201  # what a command of others may do
        self.meeting.wait()
        assert current_tenant() == tenant
        print("a line")  # noqa: T201  # the same
        self.stdout.write(get_tenant_model().objects.get(pk=tenant.pk).slug, ending="")
        self.meeting.wait()
        self.stdout.write("!")


def test_the_parallel_executor_works_at_once_and_mixes_no_lines(
    committed: None, two_workspaces: dict[str, Client]
) -> None:
    out = StringIO()
    call_command(Together(), schemas=[":dynamic:"], executor="parallel", stdout=out)
    assert sorted(out.getvalue().splitlines()) == sorted(
        f"[{client.schema_name}] {line}"
        for slug, client in two_workspaces.items()
        for line in ("half of a line", f"{slug}!")
    )


@pytest.mark.parametrize(
    ("command", "words", "count"),
    [(Names, [":all:"], 3), (DynamicNames, [":all:"], 2), (StaticNames, [":all:"], 1)],
)
def test_the_base_classes_keep_to_their_scope(
    command: type[TenantCommand], words: list[str], count: int, acme: Client, globex: Client
) -> None:
    out = StringIO()
    call_command(command(), schemas=words, stdout=out)
    assert len(out.getvalue().splitlines()) == count


@pytest.mark.parametrize(
    ("command", "word"),
    [
        (DynamicNames, "public"),
        (DynamicNames, ":static:"),
        (StaticNames, "acme"),
        (StaticNames, ":dynamic:"),
    ],
)
def test_a_schema_out_of_scope_is_refused(
    command: type[TenantCommand], word: str, acme: Client
) -> None:
    with pytest.raises(SchemaOutOfScope):
        call_command(command(), schemas=[word], stdout=StringIO())


def test_a_failure_in_a_thread_is_reported_too(
    committed: None, two_workspaces: dict[str, Client]
) -> None:
    class Fails(DynamicTenantCommand):
        def handle_tenant(self, tenant: Any, *args: Any, **options: Any) -> None:
            raise CommandError(f"not for {tenant.slug}")

    err = StringIO()
    with pytest.raises(SomeSchemasFailed, match="2 of 2"):
        call_command(Fails(), schemas=[":all:"], executor="parallel", stderr=err)
    assert "not for acme" in err.getvalue()


@pytest.fixture(autouse=True)
def _threads_leave_nothing(_leaves_no_tenant_in_force: None) -> Iterator[None]:
    yield
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("schema")]
