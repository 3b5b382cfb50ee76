"""The database is reached through the engine's backend."""

import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as Caution
from django.core.exceptions import ImproperlyConfigured
from django.db.utils import load_backend
from django_tenants.utils import get_tenant_database_alias

_POOLERS = re.compile(r"bouncer|pooler|pgcat|odyssey|supavisor|:6432\Z|:6543\Z")


def _database() -> dict[str, Any]:
    return dict(settings.DATABASES.get(get_tenant_database_alias(), {}))


def the_engine_is_ours() -> Iterator[CheckMessage]:
    """Refuse a backend that does not follow the tenant in force."""
    from tenancy.postgresql.base import DatabaseWrapper

    engine = _database().get("ENGINE", "")
    try:
        backend: Any = load_backend(engine).DatabaseWrapper
    except ImproperlyConfigured:
        backend = object
    if not issubclass(backend, DatabaseWrapper):
        yield Error(
            f"The ENGINE of the tenants' database is {engine!r}.",
            hint='Set ENGINE to "tenancy.postgresql"; another PostgreSQL backend below it, such '
            "as PostGIS, goes into ORIGINAL_BACKEND.",
            id="tenancy.E007",
        )


def a_transaction_pooler_is_announced() -> Iterator[CheckMessage]:
    """Warn where another client's search_path could be in force: sessions change hands there."""
    database = _database()
    where = f"{database.get('HOST') or ''}:{database.get('PORT') or ''}".lower()
    if database.get("TRANSACTION_POOLING") or not _POOLERS.search(where):
        return
    yield Caution(
        "The database seems to stand behind a pooler, and TRANSACTION_POOLING is not set.",
        hint="Set TRANSACTION_POOLING to True beside ENGINE in DATABASES; where it pools sessions, "
        'add "tenancy.W001" to SILENCED_SYSTEM_CHECKS.',
        id="tenancy.W001",
    )


def the_router_is_there() -> Iterator[CheckMessage]:
    """Refuse to migrate without the router that divides the apps."""
    router = getattr(settings, "TENANT_SYNC_ROUTER", "django_tenants.routers.TenantSyncRouter")
    if router not in settings.DATABASE_ROUTERS:
        yield Error(
            f"{router} is missing, so every schema would get the tables of every app.",
            hint=f'Add "{router}" to DATABASE_ROUTERS.',
            id="tenancy.E008",
        )


def the_public_schema_is_public() -> Iterator[CheckMessage]:
    """Refuse another name for the shared schema: the engine guards that one."""
    name = getattr(settings, "PUBLIC_SCHEMA_NAME", "public")
    if name != "public":
        yield Error(
            f"PUBLIC_SCHEMA_NAME is {name!r}.",
            hint="Remove PUBLIC_SCHEMA_NAME: shared tables live in the schema public.",
            id="tenancy.E009",
        )
