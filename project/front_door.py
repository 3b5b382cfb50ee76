"""What both sites answer before anything else: faults of the set-up in front."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

GetResponse = Callable[[HttpRequest], HttpResponseBase]
logger = logging.getLogger(__name__)


class FrontDoorMiddleware:
    """Names the fault when the proxy in front contradicts PUBLIC_URL."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or say which header or variable is wrong."""
        fault = proxy_fault(request)
        if fault is None:
            return self.get_response(request)
        logger.error("%s: %s", *fault)
        return HttpResponse(
            f"{fault[0]}: {fault[1]}\n", content_type="text/plain; charset=utf-8", status=400
        )


def proxy_fault(request: HttpRequest) -> tuple[str, str] | None:
    """Return the code and sentence of what the proxy does wrong, or None."""
    proto = request.META.get("HTTP_X_FORWARDED_PROTO")
    host = request.META.get("HTTP_HOST", "")
    if not host:
        return (
            "front_door.no_host",
            "The header Host is missing. Set «proxy_set_header Host $host».",
        )
    if settings.HAS_TLS and proto is None:
        return (
            "front_door.no_proto",
            "The header X-Forwarded-Proto is missing, so https cannot be told from http. "
            "Set «proxy_set_header X-Forwarded-Proto $scheme».",
        )
    if proto is not None and proto not in ("http", "https"):
        return (
            "front_door.bad_proto",
            "The header X-Forwarded-Proto must be http or https and only once: "
            "another proxy in front appends to it. Let only the outermost one set it.",
        )
    if not settings.HAS_TLS and proto == "https":
        return (
            "front_door.tls_unexpected",
            f"The request came by https but PUBLIC_URL is {settings.PUBLIC_URL}. "
            "Set PUBLIC_URL to the https address.",
        )
    return _host_fault(host)


def _host_fault(host: str) -> tuple[str, str] | None:
    if "*" in settings.ALLOWED_HOSTS:
        return None
    name, _, port = host.lower().partition(":")
    if name.rstrip(".") != settings.PUBLIC_HOST:
        return (
            "front_door.other_host",
            f"The request is for {name!r} but PUBLIC_URL names {settings.PUBLIC_HOST}. "
            "Set PUBLIC_URL, or let the proxy pass «Host $host».",
        )
    wanted = settings.PUBLIC_PORT_SUFFIX.lstrip(":")
    if port and port != wanted and port not in {"80", "443"}:
        return (
            "front_door.other_port",
            f"The request is for port {port} but PUBLIC_URL is {settings.PUBLIC_URL}. "
            "Set PUBLIC_URL to the address that browsers use.",
        )
    return None


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form was too old or came from another address, and log which origin."""
    logger.warning(
        "CSRF refused: %s; origin %s, host %s, PUBLIC_URL %s",
        reason,
        request.META.get("HTTP_ORIGIN", "-"),
        request.META.get("HTTP_HOST", "-"),
        settings.PUBLIC_URL,
    )
    return render(request, "403_csrf.html", status=403)
