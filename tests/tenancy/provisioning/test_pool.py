import threading
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django_tenants.utils import schema_exists

from public_site.models import Client
from tenancy.fleet import states
from tenancy.fleet.head import head_digest
from tenancy.provisioning import pool
from tenancy.provisioning.templates import make_template
from tenancy.records import SchemaState
from tenant_site.books.models import EntryType

POOLED = SchemaState.objects.filter(role=SchemaState.Role.POOLED)


@pytest.fixture
def filled(db: None) -> list[str]:
    make_template("en")
    pool.fill("en", 2)
    return sorted(POOLED.values_list("name", flat=True))


def test_a_new_client_takes_a_ready_schema_and_keeps_its_name(filled: list[str]) -> None:
    client = Client.objects.create(name="Acme", language="en")
    assert client.schema_name == filled[0]
    assert SchemaState.objects.get(pk=client.schema_name).role == SchemaState.Role.TENANT
    assert pool.ready("en") == 1
    with client:
        assert EntryType.objects.count() == 12


def test_a_name_that_the_caller_chose_is_kept(filled: list[str]) -> None:
    client = Client.objects.create(schema_name="tenant1", name="Acme", language="en")
    assert client.schema_name == "tenant1"
    assert pool.ready("en") == 2


def test_another_language_takes_nothing(filled: list[str]) -> None:
    client = Client.objects.create(name="Acero", language="es")
    assert client.schema_name not in filled


def test_a_member_that_lacks_a_migration_is_never_handed_out(filled: list[str]) -> None:
    POOLED.update(digest="older")
    client = Client.objects.create(name="Acme", language="en")
    assert client.schema_name not in filled


def test_a_member_whose_row_lies_is_never_handed_out(filled: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {filled[0]}.django_migrations WHERE app = 'books'")
    client = Client.objects.create(name="Acme", language="en")
    assert client.schema_name not in filled
    assert Client.objects.create(name="Next", language="en").schema_name == filled[1]


def test_a_failure_gives_the_schema_back(filled: list[str]) -> None:
    client = Client(name="Acme", language="en")
    before = client.schema_name
    with pytest.raises(RuntimeError), transaction.atomic():
        client.save()
        raise RuntimeError
    assert pool.ready("en") == 2
    taken = Client(name="Acme", language="en", slug="taken")
    Client.objects.create(name="First", slug="taken", language="es")
    chosen = taken.schema_name
    with pytest.raises(Exception, match="slug"), transaction.atomic():
        taken.save()
    assert taken.schema_name == chosen != before
    assert pool.ready("en") == 2


def test_filling_drops_what_is_behind_and_makes_what_is_missing(filled: list[str]) -> None:
    POOLED.filter(pk=filled[0]).update(digest="older")
    assert pool.fill("en", 3) == 2
    assert pool.ready("en") == 3
    assert not SchemaState.objects.filter(pk=filled[0]).exists()
    assert set(POOLED.values_list("digest", flat=True)) == {head_digest()}


def test_the_command_fills_every_pool_and_says_so(db: None, capsys: Any) -> None:
    make_template("es")
    call_command("fill_pool", size=1)
    assert '{"template": "es", "made": 1, "ready": 1}' in capsys.readouterr().out
    call_command("fill_pool", size=1)
    assert '{"template": "es", "made": 0, "ready": 1}' in capsys.readouterr().out


def test_two_claims_at_once_get_different_schemas(committed: None) -> None:
    make_template("en")
    pool.fill("en", 6)
    got: list[str | None] = []
    barrier = threading.Barrier(6)

    def take() -> None:
        barrier.wait()
        with transaction.atomic():
            got.append(pool.claim("en"))
        connection.close()

    threads = [threading.Thread(target=take) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    names = [name for name in got if name]
    assert len(names) == len(set(names)) == 6


def test_a_failure_noted_late_touches_nothing_but_the_failure(filled: list[str]) -> None:
    with CaptureQueriesContext(connection) as asked:
        states.record_failure(filled[0], error="lock timeout", sqlstate="55P03")
    (update,) = [query["sql"] for query in asked if query["sql"].startswith("UPDATE")]
    assert "attempts" in update
    assert not {"role", "digest", "template_key", "remove_after"} & set(update.split('"'))
    assert SchemaState.objects.get(pk=filled[0]).attempts == 1


def test_filling_never_drops_a_schema_that_a_tenant_bears(committed: None) -> None:
    pool.fill("en", 1)
    client = Client.objects.create(name="Claimed", language="en")
    state = SchemaState.objects.filter(pk=client.schema_name)
    state.update(role=SchemaState.Role.POOLED, digest="old")
    pool.fill("en", 0)
    assert schema_exists(client.schema_name)
    state.update(role=SchemaState.Role.TENANT)
