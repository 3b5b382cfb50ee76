"""The tenant of a request is chosen once, by the engine, before anything needs it."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.utils.module_loading import import_string

from tenancy.middleware import PublicSchemaMiddleware, TenantMiddleware

NEED_THE_TENANT = (
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.cache.UpdateCacheMiddleware",
    "django.middleware.cache.FetchFromCacheMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
)


def is_in_use(wanted: type | tuple[type, ...]) -> bool:
    """Say whether one of the classes, or a subclass, stands in MIDDLEWARE."""
    return any(_is_a(path, wanted) for path in settings.MIDDLEWARE)


def serves_tenants() -> bool:
    """Say whether this process answers for tenants, rather than for the main website alone."""
    return is_in_use(TenantMiddleware)


def a_middleware_chooses_the_tenant() -> Iterator[CheckMessage]:
    """Refuse to serve in whatever context the thread was left."""
    if not is_in_use((TenantMiddleware, PublicSchemaMiddleware)):
        yield Error(
            "No middleware of the engine stands in MIDDLEWARE.",
            hint='Put "tenancy.middleware.TenantMiddleware" first, or '
            '"tenancy.middleware.PublicSchemaMiddleware" on a site without tenants.',
            id="tenancy.E010",
        )


def nothing_needs_the_tenant_before_it_is_chosen() -> Iterator[CheckMessage]:
    """Refuse sessions, caches and users that are looked up in the wrong schema."""
    early: list[str] = []
    for path in settings.MIDDLEWARE:
        if _is_a(path, (TenantMiddleware, PublicSchemaMiddleware)):
            for one in early:
                yield Error(
                    f"{one} stands before {path} in MIDDLEWARE.",
                    hint=f"Move {path} above it: it needs the tenant.",
                    id="tenancy.E011",
                )
            return
        if any(
            f"{one.__module__}.{one.__qualname__}" in NEED_THE_TENANT for one in _classes_of(path)
        ):
            early.append(path)


def django_tenants_middleware_is_not_used() -> Iterator[CheckMessage]:
    """Refuse a second opinion about the tenant of a request."""
    for path in settings.MIDDLEWARE:
        if any(
            base.__module__.startswith("django_tenants.middleware") for base in _classes_of(path)
        ):
            yield Error(
                f"{path} stands in MIDDLEWARE; it leaves the thread on the last tenant.",
                hint='Replace it by "tenancy.middleware.TenantMiddleware".',
                id="tenancy.E012",
            )


def _is_a(path: str, wanted: type | tuple[type, ...]) -> bool:
    classes = wanted if isinstance(wanted, tuple) else (wanted,)
    return any(one in _classes_of(path) for one in classes)


def _classes_of(path: str) -> tuple[Any, ...]:
    try:
        return tuple(getattr(import_string(path), "__mro__", ()))
    except ImportError:
        return ()  # Django itself says so when it builds the chain
