"""Addresses that ask for their language: `?lang=es`."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.urls import is_valid_path, translate_url
from django.utils import translation


class LanguageOfAddressMiddleware:
    """Leads `?lang=` to the page of that language; stands after Django's LocaleMiddleware.

    Pages without a language in their path, which are no cache's to keep, speak it and remember it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in the language of `?lang=`, where it names one of ours."""
        language = request.GET.get("lang", "")
        if language not in dict(settings.LANGUAGES):
            return self.get_response(request)
        if path := _path_in(language, request.path_info):
            return HttpResponsePermanentRedirect(path)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            samesite="Lax",
        )
        return response


def _path_in(language: str, path: str) -> str:
    """Return the path of the page in `language`, or nothing where its address has none."""
    if translation.get_language_from_path(path):
        return translate_url(path, language)
    with translation.override(language):
        with_language = f"/{language}{path}"
        return with_language if is_valid_path(with_language) else ""
