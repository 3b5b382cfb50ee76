"""Tenants in folders of one host do not share what browsers keep by host."""

from collections.abc import Iterator

from django.conf import global_settings, settings
from django.core.checks import CheckMessage, Error
from django_tenants.utils import get_subfolder_prefix

from tenancy.checks.requests import is_in_use, serves_tenants
from tenancy.checks.twins import settings_modules
from tenancy.subfolder import SubfolderTenantMiddleware

COOKIES = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME")


def folders_are_set_up_whole() -> Iterator[CheckMessage]:
    """Refuse half of what tenants in folders need."""
    wanted = {
        "TENANT_SUBFOLDER_PREFIX": bool(get_subfolder_prefix()),
        "TENANT_SUBFOLDER_HOST": bool(getattr(settings, "TENANT_SUBFOLDER_HOST", None)),
    }
    if serves_tenants():
        wanted["tenancy.subfolder.SubfolderTenantMiddleware"] = is_in_use(SubfolderTenantMiddleware)
    missing = [name for name, is_there in wanted.items() if not is_there]
    if missing and len(missing) < len(wanted):
        yield Error(
            f"Tenants in folders of one host lack {' and '.join(missing)}.",
            hint="Set TENANT_SUBFOLDER_PREFIX and TENANT_SUBFOLDER_HOST and use "
            '"tenancy.subfolder.SubfolderTenantMiddleware", or none of the three.',
            id="tenancy.E019",
        )


def cookies_fit_into_folders() -> Iterator[CheckMessage]:
    """Refuse cookies that browsers would drop, or send to two sites of the host."""
    if not (get_subfolder_prefix() and serves_tenants()):
        return
    for setting in COOKIES:
        name = getattr(settings, setting)
        if name.startswith("__Host-"):
            yield Error(
                f"{setting} is {name!r}: browsers refuse that prefix within a folder.",
                hint=f'Set {setting} to a name that begins with "__Secure-".',
                id="tenancy.E020",
            )
        if _is_twins_too(setting, name):
            yield Error(
                f"{setting} is {name!r} on both sites of the host.",
                hint=f"Give {setting} another name in the settings of the tenants' site.",
                id="tenancy.E021",
            )


def _is_twins_too(setting: str, name: str) -> bool:
    usual = getattr(global_settings, setting)
    names = [getattr(module, setting, usual) for _, module in settings_modules()]
    return names.count(name) > 1
