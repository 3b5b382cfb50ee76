"""The connection that follows the tenant in force, over django-tenants' and `ORIGINAL_BACKEND`'s.

The module's name is Django's: it looks for `ENGINE + ".base"`.
"""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.postgresql.psycopg_any import is_psycopg3
from django_tenants.postgresql_backend import base as django_tenants_backend

from tenancy import context
from tenancy.context import SchemaOnly
from tenancy.postgresql.creation import DatabaseCreation
from tenancy.postgresql.following import FollowingConnection, PooledConnection, following
from tenancy.postgresql.introspection import confined
from tenancy.postgresql.search_path import SchemaNameRefused as SchemaNameRefused


class DatabaseWrapper(django_tenants_backend.DatabaseWrapper):
    """A connection whose tenant is the one of `tenancy.context`, for every alias and thread.

    `DATABASES["default"]["TRANSACTION_POOLING"] = True` is for a pooler that gives each
    transaction another server session: see `PooledConnection`.
    """

    _constructed = False
    creation_class = DatabaseCreation

    def __init__(self, settings_dict: dict[str, Any], alias: str = "default") -> None:
        if is_psycopg3:
            raise ImproperlyConfigured(
                "tenancy.postgresql works with psycopg2. Uninstall psycopg, which Django prefers."
            )
        if settings_dict.get("TRANSACTION_POOLING"):
            settings_dict = {**settings_dict, "DISABLE_SERVER_SIDE_CURSORS": True}
        super().__init__(settings_dict, alias=str(alias))
        self.introspection = confined(self.introspection_class)(self)
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

    def get_connection_params(self) -> dict[str, Any]:
        """Return what psycopg2 is called with: a connection that follows the tenant."""
        params: dict[str, Any] = super().get_connection_params()
        pooled = self.settings_dict.get("TRANSACTION_POOLING")
        return {
            **params,
            "connection_factory": PooledConnection if pooled else FollowingConnection,
            "cursor_factory": following(params["cursor_factory"]),
        }

    # makes a cursor and tells the server nothing, as django-tenants' would: statements do
    _cursor = django_tenants_backend.original_backend.DatabaseWrapper._cursor
