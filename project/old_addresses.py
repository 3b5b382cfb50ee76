"""Lead people from an address that a workspace gave up to the one it has now."""

from django.conf import settings
from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase

from public_site.addresses_of_workspaces import slug_typed
from public_site.signup.releasing import leads_to
from tenancy.middleware import TenantMiddleware
from tenancy.subfolder import SubfolderTenantMiddleware

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
    if request.method not in ("GET", "HEAD") or not _is_ours(host):
        return None
    slug = slug_typed(f"{host}{request.path}")
    address = leads_to(slug)
    if address is None:
        return None
    folder = f"/{settings.TENANT_SUBFOLDER_PREFIX}/{slug}" if settings.WORKSPACES_IN_FOLDER else ""
    response = MovedPermanently(f"{address}{request.get_full_path().removeprefix(folder)}")
    response["Cache-Control"] = f"private, max-age={REMEMBERED_SECONDS}"
    return response


def _is_ours(host: str) -> bool:
    in_folder = settings.WORKSPACES_IN_FOLDER and host == settings.PUBLIC_HOST
    return in_folder or host.endswith(f".{settings.PUBLIC_HOST}")
