from datetime import UTC, datetime
from io import StringIO

from django.core.management import call_command

from public_site.models import Client
from tenancy.records import SchemaState


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def listed(out: StringIO) -> list[list[str]]:
    call_command("list_tenants", stdout=out, no_color=True)
    return [line.split("\t") for line in out.getvalue().splitlines()]


def test_each_tenant_is_a_line_separated_by_tabs(acme: Client, globex: Client) -> None:
    assert sorted(listed(StringIO())) == sorted(
        [
            [acme.schema_name, "acme", "acme.localhost", "ready"],
            [globex.schema_name, "globex", "globex.localhost", "ready"],
        ]
    )


def test_a_terminal_gets_a_header(acme: Client) -> None:
    assert listed(Terminal())[0] == ["schema_name", "name", "domain", "status"]


def test_a_name_cannot_break_its_line_and_a_missing_domain_is_a_hyphen(acme: Client) -> None:
    Client.objects.filter(pk=acme.pk).update(slug=None, name="A\tB\nC")
    acme.domains.all().delete()
    assert [acme.schema_name, "A B C", "-", "ready"] in listed(StringIO())


def test_a_deleted_tenant_says_until_when_it_can_come_back(acme: Client) -> None:
    moment = datetime(2030, 1, 31, tzinfo=UTC)
    SchemaState.objects.update_or_create(name=acme.schema_name, defaults={"remove_after": moment})
    statuses = {line[1]: line[3] for line in listed(StringIO())}
    assert statuses["acme"] == "deleted, kept until 2030-01-31"


def test_the_number_of_queries_does_not_grow(
    acme: Client, globex: Client, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(3):  # type: ignore[operator]  # a fixture without a type
        listed(StringIO())
