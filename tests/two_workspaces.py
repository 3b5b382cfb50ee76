"""A database for tests, made of the one that a stack has prepared, with two workspaces in it."""

from django.db import connection
from django.test import override_settings
from django.test.utils import setup_databases, setup_test_environment

from public_site.signup.opening import open_workspace
from tenancy.context import tenant_context
from tenancy.records import SchemaState
from tenancy.schemas import drop_schema
from tenant_site.entry_forms.models import FormVersion
from tests.tenant_site.books.writing import triggers_off

PASSWORD = "correct horse battery"


def make() -> None:
    """Take the database over under its new name, empty it and open acme and globex in it."""
    setup_test_environment()
    _take_over()
    setup_databases(verbosity=0, interactive=False, keepdb=True)
    for made in SchemaState.objects.all():  # the scripts stay: what is opened later is replayed
        drop_schema(made.name)
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        for slug in ("acme", "globex"):
            _open(slug)
    connection.close()


def _take_over() -> None:
    before = connection.settings_dict["NAME"]
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"ALTER DATABASE {before} RENAME TO test_{before}")


def _open(slug: str) -> None:
    """Open a workspace as it was before types had forms; what one begins with now is told apart."""
    client = open_workspace(
        name=slug.title(),
        slug=slug,
        owner_email=f"owner@{slug}.example",
        owner_name=f"Olga of {slug}",
        password=PASSWORD,
        time_zone="America/Bogota",
        language="en",
        first_book_name="Main gate",
    )
    with tenant_context(client), triggers_off():  # or one keeps them
        FormVersion.objects.all()._raw_delete("default")
