"""A signed-in browser in front of the WSGI application, with no test client in between.

What is timed is what a worker of gunicorn does for a request: the whole site from the environ to
the last byte, forged forms refused and the health of the connection asked as in production.
"""

from collections.abc import Callable, Iterable
from http.cookies import SimpleCookie
from io import BytesIO
from typing import Any
from urllib.parse import urlencode
from wsgiref.util import setup_testing_defaults

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class WsgiBrowser:
    """Asks one host with the cookies of one session."""

    def __init__(self, application: Application, host: str, cookies: "SimpleCookie") -> None:
        self._application, self._host, self._cookies = application, host, cookies

    def get(self, address: str) -> tuple[int, bytes]:
        """Return status and body of a page."""
        path, _, query = address.partition("?")
        return self._ask({"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query})

    def post(self, address: str, fields: dict[str, str]) -> tuple[int, bytes]:
        """Send a form; the page before it gave the cookie against forged ones."""
        from django.conf import settings

        token = self._cookies[settings.CSRF_COOKIE_NAME].value
        body = urlencode(fields | {"csrfmiddlewaretoken": token}).encode()
        return self._ask(
            {
                "REQUEST_METHOD": "POST",
                "PATH_INFO": address,
                "CONTENT_TYPE": "application/x-www-form-urlencoded",
                "CONTENT_LENGTH": str(len(body)),
                "wsgi.input": BytesIO(body),
            }
        )

    def _ask(self, environ: dict[str, Any]) -> tuple[int, bytes]:
        environ["HTTP_HOST"] = self._host
        environ["HTTP_COOKIE"] = self._cookies.output(attrs=[], header="", sep=";").strip()
        setup_testing_defaults(environ)
        told: list[Any] = []
        answer: Any = self._application(environ, lambda *given: told.extend(given))
        body = b"".join(answer)
        answer.close()
        for name, value in told[1]:
            if name == "Set-Cookie":
                self._cookies.load(value)
        return int(told[0][:3]), body
