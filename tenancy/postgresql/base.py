"""The connection that follows the tenant in force; `search_path` is sent only when it changes.

The module's name is Django's: it looks for `ENGINE + ".base"`.
"""

from typing import Any

from django.db.utils import DatabaseError
from django_tenants.postgresql_backend import base as django_tenants_backend
from django_tenants.utils import quote_schema_name

from tenancy import context
from tenancy.context import SchemaOnly
from tenancy.names import is_schema_name
from tenancy.postgresql.creation import DatabaseCreation


class SchemaNameRefused(DatabaseError):
    """A name that may not be a schema was about to enter `search_path`."""


class DatabaseWrapper(django_tenants_backend.DatabaseWrapper):
    """A connection whose tenant is the one of `tenancy.context`, for every alias and thread."""

    _constructed = False
    creation_class = DatabaseCreation

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._setting_search_path = False
        self._sent_path: tuple[str, ...] | None = None
        self._reported_path: str | None = None
        super().__init__(*args, **kwargs)
        self._constructed = True

    @property
    def tenant(self) -> Any:
        """The tenant in force; one of `public` when there is none."""
        return context.current_scope().tenant

    @tenant.setter
    def tenant(self, tenant: Any) -> None:
        """Ignore what django-tenants' constructor stores; the context alone knows."""

    @property
    def schema_name(self) -> str:
        """The schema in force."""
        return str(self.tenant.schema_name)

    @schema_name.setter
    def schema_name(self, name: str | None) -> None:
        """Ignore what django-tenants' constructor stores; the context alone knows."""

    @property
    def include_public_schema(self) -> bool:
        """Whether shared tables are seen from the tenant in force."""
        return context.current_scope().include_public

    @include_public_schema.setter
    def include_public_schema(self, include: bool) -> None:  # django-tenants' attribute
        """Ignore what django-tenants' constructor stores; the context alone knows."""

    def set_tenant(self, tenant: Any, include_public: bool = True) -> None:  # noqa: FBT001, FBT002  # django-tenants' signature
        """Put `tenant` in force in place of the one before."""
        context.replace(tenant, include_public=include_public)

    def set_schema(
        self,
        schema_name: str,
        include_public: bool = True,  # noqa: FBT001, FBT002  # django-tenants' signature
        tenant_type: str | None = None,
    ) -> None:
        """Put the schema of that name in force in place of the one before."""
        self.set_tenant(SchemaOnly(schema_name, tenant_type), include_public)

    def set_schema_to_public(self) -> None:
        """Put the public schema in force; the constructor of a new connection changes nothing."""
        if self._constructed:
            self.set_schema("public")

    def close(self) -> None:
        """Close the connection and forget what its server session was told."""
        self._sent_path = None
        super().close()

    def rollback(self) -> None:
        """Roll back; a `SET` inside the transaction is undone by the server too."""
        self._sent_path = None
        super().rollback()

    def savepoint_rollback(self, sid: str) -> None:
        """Roll back to a savepoint; a `SET` after it is undone by the server too."""
        try:
            super().savepoint_rollback(sid)
        finally:
            self._sent_path = None

    def _wanted_path(self) -> tuple[str, ...]:
        name = self.schema_name
        everywhere = tuple(django_tenants_backend.EXTRA_SEARCH_PATHS)
        if name == "public":
            return ("public", *everywhere)
        if not is_schema_name(name):
            raise SchemaNameRefused(f"{name!r} may not be a schema name.")
        return (name, *(("public",) if self.include_public_schema else ()), *everywhere)

    def _path_is_in_force(self, wanted: tuple[str, ...]) -> bool:
        if self._sent_path != wanted:
            return False
        return self._server_reports() == self._reported_path

    def _server_reports(self) -> str | None:
        """Return what PostgreSQL 18 says of its search_path at no cost; older ones say nothing."""
        status = getattr(self.connection, "get_parameter_status", None)
        reported = (status or self.connection.info.parameter_status)("search_path")
        return None if reported is None else str(reported)

    def _handle_search_path(self, cursor: Any = None) -> None:
        """Tell the server which schemas to look in, unless it already does."""
        wanted = self._wanted_path()
        if self._setting_search_path or self._path_is_in_force(wanted):
            return
        self._setting_search_path = True
        setter = self.connection.cursor() if cursor is None else cursor
        try:
            names = ", ".join(quote_schema_name(name) for name in wanted)
            setter.execute(f"SET search_path = {names}")
        except (DatabaseError, django_tenants_backend.psycopg.InternalError):
            # the transaction is already broken: only its rollback can follow, which forgets too
            self._sent_path = None
        else:
            self._sent_path = wanted
            self._reported_path = self._server_reports()
        finally:
            self._setting_search_path = False
            if cursor is None:
                setter.close()
