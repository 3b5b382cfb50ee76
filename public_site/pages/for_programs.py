"""What programs ask of the website: search engines, monitors, browsers, finders of weaknesses."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from public_site.pages import health
from public_site.pages.catalogue import PAGES
from public_site.pages.serving import for_everyone

HOUR_SECONDS, DAY_SECONDS = 3600, 86_400
SECURITY_TXT_DAYS = 180
ICON_SIDES = (180, 192, 512)  # what home screens ask for


@require_safe
def robots(request: HttpRequest) -> HttpResponseBase:
    """Tell search engines what is not for them."""
    return _text(request, "pages/robots.txt", "text/plain; charset=utf-8")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponseBase:
    """List every page in every language, each with its alternates."""
    languages = [code for code, _name in settings.LANGUAGES]
    rows = [
        {
            "path": page.path_in(own),
            "alternates": {code: page.path_in(code) for code in languages},
            "plain": page.path_without_language,
        }
        for page in PAGES.values()
        for own in languages
    ]
    return _text(request, "pages/sitemap.xml", "application/xml", rows=rows)


@require_safe
def manifest(request: HttpRequest) -> HttpResponseBase:
    """Tell a phone what to call the site on its home screen, and which picture to use."""
    icons = [{"src": static("img/icon.svg"), "sizes": "any", "type": "image/svg+xml"}] + [
        {"src": static(f"img/icon-{side}.png"), "sizes": f"{side}x{side}", "type": "image/png"}
        for side in ICON_SIDES
    ]
    response = JsonResponse(
        {
            "name": "News Book",
            "short_name": "News Book",
            "start_url": "/",
            "display": "browser",
            "background_color": "#f6f5f0",
            "theme_color": "#0b4f66",
            "icons": icons,
        },
        content_type="application/manifest+json",
    )
    return for_everyone(request, response, DAY_SECONDS)


@require_safe
@cache_control(public=True, max_age=DAY_SECONDS)
def favicon(request: HttpRequest) -> HttpResponse:
    """Lead those who ask at the old address to the picture."""
    return HttpResponseRedirect(static("img/icon-180.png"))


@require_safe
def security_txt(request: HttpRequest) -> HttpResponseBase:
    """Say whom to tell about a weakness (RFC 9116)."""
    today = datetime.combine(datetime.now(UTC), time(tzinfo=UTC))
    expires = today + timedelta(days=SECURITY_TXT_DAYS)
    context = {
        "expires": expires.isoformat(),
        "contact_email": settings.CONTACT_EMAIL,
        "policy_path": PAGES["security"].path_without_language,
    }
    return _text(request, "pages/security.txt", "text/plain; charset=utf-8", **context)


@require_safe
@cache_control(public=True, max_age=health.KEPT_SECONDS)
def status_json(request: HttpRequest) -> HttpResponse:
    """Say to a monitor which parts work; 503 when one does not."""
    report = health.report()
    answer = {
        "status": "up" if report.is_up else "down",
        "asked_at": report.asked_at.isoformat(),
        "parts": {part.name: "up" if part.is_up else "down" for part in report.parts},
        "backed_up_at": report.backed_up_at and report.backed_up_at.isoformat(),
    }
    return JsonResponse(answer, status=report.http_status)


def _text(request: HttpRequest, template: str, kind: str, **context: Any) -> HttpResponseBase:
    text = render_to_string(template, {"public_url": settings.PUBLIC_URL, **context})
    return for_everyone(request, HttpResponse(text, content_type=kind), HOUR_SECONDS)
