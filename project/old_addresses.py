"""Lead people from an address that a workspace gave up to the one it has now."""

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase

from public_site.signup.releasing import leads_to
from tenancy.middleware import TenantMiddleware
from tenancy.subfolder import NAME, SubfolderTenantMiddleware

REMEMBERED_SECONDS = 3600  # by browsers; the address may be somebody else's in a year


class MovedPermanently(HttpResponsePermanentRedirect):
    """A redirect that keeps the method."""

    status_code = 308


class HostMiddleware(TenantMiddleware):
    """Finds the tenant of a host; leads on from a host that was given up."""

    def no_tenant_found(self, request: HttpRequest, host: str) -> HttpResponseBase:
        """Answer for a host that nobody has: where it moved to, else like every other one."""
        return led_on(request, host) or super().no_tenant_found(request, host)


class FolderMiddleware(SubfolderTenantMiddleware):
    """Finds the tenant of a folder; leads on from a folder that was given up."""

    def no_tenant_found(self, request: HttpRequest, host: str) -> HttpResponseBase:
        """Answer for a folder that nobody has: where it moved to, else like every other one."""
        return led_on(request, host) or super().no_tenant_found(request, host)


def led_on(request: HttpRequest, host: str) -> HttpResponseBase | None:
    """Return the way to the same page at the new address; only reading is led on."""
    if request.method not in ("GET", "HEAD"):
        return None
    folder, slug = _given_up(request, host)
    address = leads_to(slug) if slug else None
    if address is None:
        return None
    response = MovedPermanently(f"{address}{request.get_full_path().removeprefix(folder)}")
    response["Cache-Control"] = f"private, max-age={REMEMBERED_SECONDS}"
    return response


def _given_up(request: HttpRequest, host: str) -> tuple[str, str]:
    """Return folder and slug that a request names, or nothing.

    The folder is one whole part of the path: what follows it begins with a slash, and so never
    goes on with the host that it is put behind.
    """
    if settings.WORKSPACES_IN_FOLDER and host == settings.PUBLIC_HOST:
        folder = rf"(/{re.escape(settings.TENANT_SUBFOLDER_PREFIX)}/({NAME}))(?:/|\Z)"
        found = re.match(folder, request.path)
        return (found[1], found[2]) if found else ("", "")
    ours = f".{settings.PUBLIC_HOST}"
    return "", host.removesuffix(ours) if host.endswith(ours) else ""
