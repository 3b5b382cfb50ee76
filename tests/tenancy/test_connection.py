from contextlib import closing
from unittest.mock import Mock, patch

import pytest
from django.db import DatabaseError, ProgrammingError, transaction
from django.test.utils import CaptureQueriesContext

from public_site.models import Client
from tenancy.connections import connection
from tenancy.context import schema_context, tenant_context
from tenancy.postgresql.base import SchemaNameRefused
from tenancy.postgresql.following import FollowingConnection
from tenant_site.books.models import Book


def path_on_the_server() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW search_path")
        return str(cursor.fetchone()[0])


def test_the_path_is_sent_once_for_many_queries(acme: Client) -> None:
    heard = Mock(wraps=connection.connection.heard)
    with tenant_context(acme), patch.object(FollowingConnection, "heard", heard):
        for _ in range(5):
            Book.objects.count()
    assert heard.call_count == 1


def test_what_is_put_before_a_query_is_not_logged_with_it(acme: Client) -> None:
    with tenant_context(acme), CaptureQueriesContext(connection) as queries:
        Book.objects.count()
    assert [query["sql"][:12] for query in queries] == ["SELECT COUNT"]


def test_a_percent_sign_in_the_name_is_no_value_of_the_query(acme: Client) -> None:
    twin = connection.copy()
    twin.settings_dict["OPTIONS"] = {"application_name": "100 % ours"}
    with tenant_context(acme), closing(twin), twin.cursor() as cursor:
        cursor.execute("SELECT %s", ["value"])
        assert cursor.fetchone() == ("value",)


def test_a_rolled_back_savepoint_does_not_leave_a_stale_path(acme: Client) -> None:
    path_on_the_server()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        connection.set_tenant(acme)
        Book.objects.count()
        1 / 0  # noqa: B018
    assert path_on_the_server() == f"{acme.schema_name}, public"


def test_a_raw_set_does_not_mislead_the_next_query(acme: Client, globex: Client) -> None:
    with tenant_context(acme):
        Book.objects.count()
        with connection.cursor() as cursor:
            cursor.execute(f"SET search_path = {globex.schema_name}, public")
        assert path_on_the_server() == f"{acme.schema_name}, public"


def test_a_broken_transaction_recovers_with_the_right_path(acme: Client) -> None:
    with tenant_context(acme):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT nothing FROM nowhere")
        assert path_on_the_server() == f"{acme.schema_name}, public"


def test_a_new_connection_inside_a_tenant_is_on_that_tenant(acme: Client) -> None:
    with tenant_context(acme):
        twin = connection.copy()
        try:
            with twin.cursor() as cursor:
                cursor.execute("SHOW search_path")
                assert cursor.fetchone()[0] == f"{acme.schema_name}, public"
        finally:
            twin.close()
        assert connection.schema_name == acme.schema_name


def test_a_closed_and_reopened_connection_is_told_again(acme: Client) -> None:
    twin = connection.copy()
    with tenant_context(acme):
        for _ in range(2):
            with twin.cursor() as cursor:
                cursor.execute("SHOW search_path")
                assert cursor.fetchone()[0] == f"{acme.schema_name}, public"
            twin.close()


@pytest.mark.parametrize(
    "name", ["../other", "a:b", "%s", "-", "pg_temp", "information_schema", 'a"; DROP', "Acme", ""]
)
def test_a_hostile_name_never_reaches_the_server(name: str, db: None) -> None:
    with schema_context(name), connection.cursor() as cursor, pytest.raises(SchemaNameRefused):
        cursor.execute("SELECT 1")


def test_the_refusal_is_a_database_error() -> None:
    assert issubclass(SchemaNameRefused, DatabaseError)
