"""How pages are served that are the same for everyone: made from no request, so kept by caches."""

import hashlib
from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.middleware import open_before_choosing
from public_site.pages.catalogue import Page
from public_site.pages.structured import structured_data

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
PAGE_SECONDS, STALE_SECONDS = 300, 86_400


def read_by_everyone(view: View) -> View:
    """Answer GET and HEAD, whoever asks: nothing on the way looks up who that is."""
    return open_before_choosing(require_safe(view))


def page_for_everyone(
    request: HttpRequest, page: Page, context: dict[str, Any] | None = None
) -> HttpResponseBase:
    """Answer with a page in which nothing of this visitor can stand: the request is not given."""
    content = render_to_string(page.template, context_of(page) | (context or {}))
    response = for_everyone(request, HttpResponse(content), PAGE_SECONDS)
    patch_cache_control(response, stale_while_revalidate=STALE_SECONDS)
    return response


def context_of(page: Page) -> dict[str, Any]:
    """Return what every page of the catalogue knows."""
    return {
        "page": page,
        "share_image": f"img/share.{get_language()}.jpg",
        "structured_data": structured_data(page),
        "public_url": settings.PUBLIC_URL,
        "public_host": settings.PUBLIC_HOST,
        "has_mailbox": bool(settings.DEVELOPMENT and settings.MAILBOX_FOLDER),
    }


def for_everyone(request: HttpRequest, response: HttpResponse, seconds: int) -> HttpResponseBase:
    """Let any cache keep `response` for `seconds`; answer 304 to whoever has it already."""
    response.headers["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:20]}"'
    patch_cache_control(response, public=True, max_age=seconds)
    found = get_conditional_response(request, etag=response.headers["ETag"], response=response)
    return found or response
