"""A browser's cookies and sessions are worth something at one tenant only."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.backends import cache, cached_db, db, file, signed_cookies
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.checks import CheckMessage, Error

from tenancy.checks.app_lists import is_listed, tenant_list
from tenancy.checks.caches import is_of_one_tenant
from tenancy.checks.requests import is_in_use, serves_tenants


def sessions_belong_to_one_tenant() -> Iterator[CheckMessage]:
    """Refuse sessions that another tenant would accept."""
    if not (serves_tenants() and is_in_use(SessionMiddleware)):
        return
    for fault, hint in _session_faults(import_module(settings.SESSION_ENGINE).SessionStore):
        yield Error(
            f"SESSION_ENGINE is {settings.SESSION_ENGINE!r}: {fault}.", hint=hint, id="tenancy.E014"
        )


def _session_faults(store: Any) -> Iterator[tuple[str, str]]:
    if issubclass(store, signed_cookies.SessionStore | file.SessionStore):
        yield (
            "whoever is signed in at one tenant is signed in at all",
            "Keep sessions in a table of TENANT_APPS, or in a cache with tenancy.cache.make_key.",
        )
    if issubclass(store, cache.SessionStore | cached_db.SessionStore) and not is_of_one_tenant(
        settings.SESSION_CACHE_ALIAS
    ):
        yield (
            f"its cache {settings.SESSION_CACHE_ALIAS!r} is shared by all tenants",
            "Set SESSION_CACHE_ALIAS to a cache whose KEY_FUNCTION is tenancy.cache.make_key.",
        )
    if issubclass(store, db.SessionStore) and not _is_of_tenants(store.get_model_class()):
        yield (
            "its table is shared by all tenants",
            "Keep sessions in a table of TENANT_APPS: name a store whose model is in one of them.",
        )


def _is_of_tenants(model: Any) -> bool:
    return is_listed(apps.get_app_config(model._meta.app_label), tenant_list())


def no_cookie_is_for_all_subdomains() -> Iterator[CheckMessage]:
    """Refuse a cookie that a browser would send to other tenants' hosts."""
    for name in ("SESSION_COOKIE_DOMAIN", "CSRF_COOKIE_DOMAIN", "LANGUAGE_COOKIE_DOMAIN"):
        if getattr(settings, name):
            yield Error(
                f"{name} is set, so browsers send the cookie to other tenants too.",
                hint=f"Remove {name}: a cookie without a domain stays with its host.",
                id="tenancy.E015",
            )
