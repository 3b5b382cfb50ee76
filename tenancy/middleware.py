"""One tenant for one request: entered before anything else, left whatever happens."""

import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models.base import ModelState
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.urls import get_script_prefix, set_script_prefix
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString
from django_tenants.middleware.main import TenantMainMiddleware
from django_tenants.utils import has_multi_type_tenants, remove_www

from tenancy import context, hosts

logger = logging.getLogger(__name__)
UPDATING_RETRY_SECONDS = 10
GetResponse = Callable[[HttpRequest], HttpResponseBase]


class PublicSchemaMiddleware:
    """Serves a site that has no tenant: the context is empty before and after."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in the public schema."""
        context.clear()
        with context.public_context():
            return self.get_response(request)


class TenantMiddleware:
    """Finds the tenant of the request's host and serves the request inside it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self._tenants_have_urls = has_multi_type_tenants()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer for the tenant of the host, or with a 404 that names nobody."""
        context.clear()
        host = hosts.normalise(request.META.get("HTTP_HOST", ""))
        tenant = hosts.CACHE.get(host) if host else None
        if host is None or tenant is None:
            return without_www(request, host or "") or self.no_tenant_found(request, host or "")
        return self.serve(request, tenant, host=host)

    def serve(
        self, request: HttpRequest, tenant: Any, *, host: str, script_prefix: str = ""
    ) -> HttpResponseBase:
        """Answer inside `tenant`; with `script_prefix` every address begins with that folder."""
        tenant = _copied(tenant)  # the cached one is shared by threads
        tenant.domain_url, tenant.script_prefix = host, script_prefix
        request.tenant = tenant  # type: ignore[attr-defined]  # what django-tenants documents
        request.META["HTTP_HOST"] = f"{host}{_port_of(request.META['HTTP_HOST'])}"
        if self._tenants_have_urls or tenant.schema_name == "public":
            TenantMainMiddleware.setup_url_routing(request)  # TENANT_TYPES, PUBLIC_SCHEMA_URLCONF
        try:
            context.enter(tenant)
            response = self.answer_instead(request, tenant) or self.get_response(request)
        finally:
            context.clear()
        return keep_tenant_while_streaming(response, tenant)

    def answer_instead(self, request: HttpRequest, tenant: Any) -> HttpResponseBase | None:
        """Return what this tenant gets in place of the site, or None; runs inside the tenant.

        A schema that lacks a migration of this code is being updated: never a wrong page.
        """
        return being_updated(request) if getattr(tenant, "lacks_migrations", False) else None

    def no_tenant_found(self, request: HttpRequest, host: str) -> HttpResponseBase:
        """Answer for a host that nobody has: 404, or what django-tenants' settings ask for."""
        with context.public_context():
            try:
                asked_for = TenantMainMiddleware(self.get_response).no_tenant_found(request, host)
            except Http404:
                return not_found(request)
            answer: HttpResponseBase = asked_for or self.get_response(request)
            return answer


def _copied(tenant: Any) -> Any:
    """Copy a row as `copy.copy` does, which asks how it is pickled and takes five times as long."""
    copied, state = object.__new__(type(tenant)), ModelState()
    fields_cache = tenant._state.fields_cache.copy()
    vars(state).update(vars(tenant._state), fields_cache=fields_cache)
    vars(copied).update(vars(tenant), _state=state)
    return copied


@contextmanager
def in_folder(script_prefix: str) -> Iterator[None]:
    """Let every address begin with that folder, where there is one."""
    before = get_script_prefix()
    set_script_prefix(script_prefix or before)
    try:
        yield
    finally:
        set_script_prefix(before)


def without_www(request: HttpRequest, host: str) -> HttpResponse | None:
    """Send who typed www. before a tenant's host to it; None for any other host."""
    bare = remove_www(host)
    if bare == host or request.method not in ("GET", "HEAD") or hosts.CACHE.get(bare) is None:
        return None
    address = f"{bare}{_port_of(request.META['HTTP_HOST'])}{request.get_full_path()}"
    return HttpResponseRedirect(f"{request.scheme}://{address}")


def _port_of(host_header: str) -> str:
    found = hosts.PORT.search(host_header)
    return found.group() if found else ""


def not_found(request: HttpRequest) -> HttpResponse:
    """Answer for a host that nobody has: the same for every one, in the browser's language."""
    return _page(request, "no_workspace.html", 404)


def being_updated(request: HttpRequest) -> HttpResponse:
    """Answer while the schema is behind the code: the migration that runs will end soon."""
    logger.warning("The schema lacks a migration of this code; answered 503.")
    response = _page(request, "being_updated.html", 503)
    response["Retry-After"] = str(UPDATING_RETRY_SECONDS)
    return response


def _page(request: HttpRequest, template: str, status: int) -> HttpResponse:
    try:
        with translation.override(translation.get_language_from_request(request)):
            page = render_to_string(template, request=request)
    except TemplateDoesNotExist:
        page = SafeString(f"<!doctype html><title>{status}</title><h1>{status}</h1>")
    response = HttpResponse(page, status=status)
    patch_vary_headers(response, ["Accept-Language"])
    return response


def keep_tenant_while_streaming(response: HttpResponseBase, tenant: Any) -> HttpResponseBase:
    """Let the body of a streaming response be produced inside the tenant, step by step."""
    if isinstance(response, StreamingHttpResponse):
        if response.is_async:
            body: Any = response.streaming_content  # not the response: that would ask for ours
            response.streaming_content = _async_steps(aiter(body), tenant)
        else:
            response.streaming_content = _steps(iter(response), tenant)
    return response


def _steps(body: Iterator[bytes], tenant: Any) -> Iterator[bytes]:
    while True:
        with context.tenant_context(tenant), in_folder(tenant.script_prefix):
            try:
                step = next(body)
            except StopIteration:
                return
        yield step


async def _async_steps(body: AsyncIterator[bytes], tenant: Any) -> AsyncIterator[bytes]:
    while True:
        with context.tenant_context(tenant), in_folder(tenant.script_prefix):
            try:
                step = await anext(body)
            except StopAsyncIteration:
                return
        yield step
