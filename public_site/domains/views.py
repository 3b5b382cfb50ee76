"""Whether a certificate may be issued for a host: for servers that get them on demand."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.tries import is_too_often
from accounts.visitors import network_of
from public_site.addresses_of_workspaces import slug_typed
from public_site.models import Client, Domain
from tenancy import hosts

ASKED_PER_HOUR = 60  # by others than our own machines


@require_safe
@never_cache
def tls_check(request: HttpRequest) -> HttpResponse:
    """Answer 200 for a host of ours, 404 for any other; nothing else is told."""
    if not _is_inside(request) and is_too_often(request, "tls-check", limit=ASKED_PER_HOUR):
        return HttpResponse(status=429)
    host = hosts.normalise(request.GET.get("domain", ""))
    return HttpResponse(status=200 if host is not None and _is_ours(host) else 404)


def _is_ours(host: str) -> bool:
    if host == settings.PUBLIC_HOST or Domain.objects.filter(domain=host).exists():
        return True
    is_below = host.endswith(f".{settings.PUBLIC_HOST}")
    return is_below and Client.objects.filter(slug=slug_typed(host)).exists()


def _is_inside(request: HttpRequest) -> bool:
    """Say whether one of our machines asks; by a socket there is no address at all."""
    stated = network_of(request)
    try:
        return not stated or ip_address(stated).is_private
    except ValueError:
        return False
