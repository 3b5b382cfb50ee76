"""The language of a workspace is the client's."""

from collections.abc import Callable

from django.http.response import HttpResponseBase
from django.utils import timezone, translation

from public_site.requests import TenantRequest


class ClientLanguageMiddleware:
    """Speaks the client's language and counts days in the client's time zone."""

    def __init__(self, get_response: Callable[[TenantRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: TenantRequest) -> HttpResponseBase:
        """Answer in the client's language and time zone."""
        client = request.tenant
        with translation.override(client.language), timezone.override(client.zone):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", client.language)
        return response
