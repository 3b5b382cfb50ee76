"""What a process answers to whoever watches it, on any host and without a tenant."""

import logging
from collections.abc import Callable

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from tenancy import context

logger = logging.getLogger(__name__)


class HealthMiddleware:
    """Answers `/healthz` (the process lives) and `/readyz` (so does its database).

    Stands before the middleware that chooses the tenant: a watcher knows no host of one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the two probes; leave the rest to the site."""
        if request.path == "/healthz":
            return HttpResponse("ok\n", content_type="text/plain")
        if request.path == "/readyz":
            return _ready()
        return self.get_response(request)


def _ready() -> HttpResponse:
    try:
        with context.public_context(), connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        logger.exception("The database does not answer.")
        return HttpResponse("no database\n", content_type="text/plain", status=503)
    return HttpResponse("ready\n", content_type="text/plain")
