"""Refuse what says to be written in anything but UTF-8, before Django reads a word of it."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.http import parse_header_parameters

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
REFUSAL = b"Send UTF-8.\n"


def only_utf8(application: Wsgi) -> Wsgi:
    """Return the application behind a door that admits requests in UTF-8.

    Browsers take the encoding from our pages. Other codecs of Python let half a character pass or
    are no encodings of text, and Django decodes the query before any middleware runs.
    """

    def guarded(asked: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if says_utf8(asked.get("CONTENT_TYPE", "")):
            return application(asked, start_response)
        headers = [("Content-Type", "text/plain"), ("Content-Length", str(len(REFUSAL)))]
        start_response("415 Unsupported Media Type", headers)
        return [REFUSAL]

    return guarded


def says_utf8(content_type: str) -> bool:
    """Say whether a Content-Type names UTF-8, or no encoding at all."""
    try:
        _, parameters = parse_header_parameters(content_type)
    except (LookupError, ValueError):
        return False
    return str(parameters.get("charset", "utf-8")).lower() in {"utf-8", "utf8"}
