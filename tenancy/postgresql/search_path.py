"""What a server session is told of the tenant in force: where to look and who is working."""

from functools import lru_cache

from django.db.utils import DatabaseError
from django_tenants.postgresql_backend import base as django_tenants_backend
from django_tenants.utils import quote_schema_name

from tenancy import context
from tenancy.names import is_schema_name

APPLICATION_NAME_BYTES = 63


class SchemaNameRefused(DatabaseError):
    """A name that may not be a schema was about to enter `search_path`."""


def wanted(application_name: str, *, alone: bool = False, local: bool = False) -> str:
    """Return the SQL that puts the tenant in force into force on the server too.

    `alone` looks into its schema and no other; `local` lasts until the transaction ends.

    Raises:
        SchemaNameRefused: the name in force may not be a schema.
    """
    scope = context.current_scope()
    everywhere = () if alone else tuple(django_tenants_backend.EXTRA_SEARCH_PATHS)
    with_public = scope.include_public and not alone
    return _statement(scope.tenant.schema_name, with_public, everywhere, application_name, local)


@lru_cache(maxsize=4096)
def _statement(
    schema: str,
    with_public: bool,  # noqa: FBT001  # positions are cheaper: this runs before every query
    everywhere: tuple[str, ...],
    application_name: str,
    local: bool,  # noqa: FBT001  # likewise
) -> str:
    if schema == "public":
        path, name = ("public", *everywhere), application_name
    elif not is_schema_name(schema):
        raise SchemaNameRefused(f"{schema!r} may not be a schema name.")
    else:
        path = (schema, *(("public",) if with_public else ()), *everywhere)
        name = _named(application_name, schema)
    schemas = ", ".join(quote_schema_name(one) for one in path)
    # "%" would be taken for a value of the statement that this goes before
    quoted, how = name.replace("'", "''").replace("%", "_"), "SET LOCAL" if local else "SET"
    # SET and not set_config(): a SELECT would take the snapshot of the transaction
    return f"{how} search_path = {schemas}; {how} application_name = '{quoted}'"


def _named(configured: str, schema: str) -> str:
    """Return `configured:schema`; what is too long loses the end of the configured part."""
    room = APPLICATION_NAME_BYTES - len(schema) - 1
    return f"{configured[:room]}:{schema}" if configured else schema
