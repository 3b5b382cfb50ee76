"""The keys of every cache carry the tenant, or are shared on purpose."""

from collections.abc import Callable, Iterator

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as Caution
from django.utils.module_loading import import_string
from django_tenants import cache as django_tenants_cache

from tenancy.cache import make_key


def key_function(alias: str) -> Callable[..., str] | None:
    """Return what makes the keys of a cache; None when it is Django's own."""
    wanted: Callable[..., str] | str | None = settings.CACHES.get(alias, {}).get("KEY_FUNCTION")
    if not isinstance(wanted, str):
        return wanted
    try:
        function: Callable[..., str] = import_string(wanted)
    except ImportError:
        return None
    return function


def is_of_one_tenant(alias: str) -> bool:
    """Say whether what stands in that cache is seen by the tenant that put it there alone."""
    return key_function(alias) in (make_key, django_tenants_cache.make_key)


def every_key_carries_the_tenant() -> Iterator[CheckMessage]:
    """Refuse a cache where the same key means the same value for every tenant unnoticed.

    django-tenants' keys are warned of alone: they are made without a tenant too, as public's.
    """
    for alias, entry in settings.CACHES.items():
        function = key_function(alias)
        module = getattr(function, "__module__", "")
        if entry["BACKEND"].endswith(".DummyCache"):
            continue
        if function is django_tenants_cache.make_key:
            yield Caution(
                f"The keys of the cache {alias!r} are made without a tenant too.",
                hint='Set its KEY_FUNCTION to "tenancy.cache.make_key", which refuses that.',
                id="tenancy.W003",
            )
        elif function is None or module.startswith("django."):
            yield Error(
                f"The keys of the cache {alias!r} are not made by the engine.",
                hint='Set its KEY_FUNCTION to "tenancy.cache.make_key", or to '
                '"tenancy.cache.make_shared_key" for what all tenants share.',
                id="tenancy.E013",
            )
