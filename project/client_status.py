"""What a workspace answers while it is not simply ready."""

from collections.abc import Callable

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation

from public_site.requests import TenantRequest

GetResponse = Callable[[TenantRequest], HttpResponseBase]
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
ALWAYS = ("/sign-in/", "/sign-out/", "/password/", "/enter/")
ANSWERS = {"preparing": 503, "suspended": 403}


class ClientStatusMiddleware:
    """Refuses what the client's status does not allow; reading outlives payment."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: TenantRequest) -> HttpResponseBase:
        """Answer, or say why not and what to do."""
        status = request.tenant.status
        if status in ANSWERS:
            return self._refuse(request, status, ANSWERS[status])
        if status == "read_only" and not self._only_reads(request):
            return self._refuse(request, status, 403)
        return self.get_response(request)

    @staticmethod
    def _only_reads(request: TenantRequest) -> bool:
        return request.method in SAFE or request.path_info.startswith(ALWAYS)

    @staticmethod
    def _refuse(request: TenantRequest, status: str, code: int) -> HttpResponseBase:
        with translation.override(request.tenant.language):
            response = render(request, "client_status.html", {"client_status": status}, status=code)
        if code == 503:
            response["Retry-After"] = "10"
        return response
