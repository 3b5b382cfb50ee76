"""Lead people from our host of a workspace to the domain that its owner made the main address."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase

from public_site.requests import TenantRequest
from tenancy import hosts

GetResponse = Callable[[TenantRequest], HttpResponseBase]


class PermanentlyElsewhere(HttpResponsePermanentRedirect):
    """308: a client repeats the very request."""

    status_code = 308


class MainAddressMiddleware:
    """Redirects page views; what was sent by a form is taken where it arrives, and not lost."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: TenantRequest) -> HttpResponseBase:
        """Answer, or say where the page is."""
        main = getattr(request.tenant, "primary_host", None)
        if not main or not self._leads_there(request, main):
            return self.get_response(request)
        port = hosts.PORT.search(request.META.get("HTTP_HOST", ""))
        host = f"{main}{port.group() if port else ''}"
        path = request.get_full_path_info()  # without the folder, where there is one
        response = PermanentlyElsewhere(f"{settings.PUBLIC_SCHEME}://{host}{path}")
        response["Cache-Control"] = "no-store"  # an owner may change it back
        return response

    @staticmethod
    def _leads_there(request: TenantRequest, main: str) -> bool:
        here = str(getattr(request.tenant, "domain_url", ""))
        ours = settings.PUBLIC_HOST
        is_own = main != ours and not main.endswith(f".{ours}")
        is_at_ours = here == ours or here.endswith(f".{ours}")
        is_page_view = request.method in ("GET", "HEAD") and "HX-Request" not in request.headers
        return is_own and is_at_ours and is_page_view
