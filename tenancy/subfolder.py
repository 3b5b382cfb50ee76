"""Tenants in folders of one host (`/w/acme/`), for those who have no wildcard DNS.

TENANT_SUBFOLDER_PREFIX is the folder (`w`), TENANT_SUBFOLDER_HOST the host. A tenant's name is its
`slug`, or the `domain` of one of its Domain rows where the tenant model has no such field. One
host is one origin: browsers keep such tenants less apart than hosts of their own.
"""

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django_tenants.utils import get_subfolder_prefix

from tenancy import context, hosts
from tenancy.middleware import TenantMiddleware, in_folder

NAME = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"


class SubfolderTenantMiddleware(TenantMiddleware):
    """Serves tenants in folders of TENANT_SUBFOLDER_HOST, and all others by their hosts.

    Addresses, redirects and cookies of a tenant stay within its folder, which is SCRIPT_NAME.
    """

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer for the tenant of the folder, or with a 404 that names nobody."""
        host = hosts.normalise(request.META.get("HTTP_HOST", ""))
        if host is None or host != getattr(settings, "TENANT_SUBFOLDER_HOST", None):
            return super().__call__(request)
        context.clear()
        folder = rf"(/{re.escape(get_subfolder_prefix())}/({NAME}))(/|\Z)"
        found = re.match(folder, request.path_info)
        tenant = hosts.FOLDERS.get(found[2]) if found else None
        if found is None or tenant is None:
            return self.no_tenant_found(request, host)
        if not found[3]:
            return _with_slash(request)
        script_name = _enter(request, found[1])
        with in_folder(f"{script_name}/"):
            response = self.serve(request, tenant, host=host, script_prefix=f"{script_name}/")
        return _keep_cookies_within(response, f"{script_name}/")


def _with_slash(request: HttpRequest) -> HttpResponsePermanentRedirect:
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{request.path}/" + (f"?{query}" if query else ""))


def _enter(request: HttpRequest, folder: str) -> str:
    """Move the folder from the request's path to its SCRIPT_NAME; `request.path` stays."""
    script_name = f"{request.META.get('SCRIPT_NAME', '')}{folder}"
    request.path_info = request.path_info.removeprefix(folder)
    request.META.update(SCRIPT_NAME=script_name, PATH_INFO=request.path_info)
    return script_name


def _keep_cookies_within(response: HttpResponseBase, folder: str) -> HttpResponseBase:
    """Let browsers send a tenant's cookies to its folder alone."""
    for cookie in response.cookies.values():
        if not cookie["path"].startswith(folder):
            cookie["path"] = folder + cookie["path"].lstrip("/")
    return response
