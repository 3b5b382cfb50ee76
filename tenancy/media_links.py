"""Short-lived signed links to media, in the form that nginx's secure_link checks."""

import hashlib
import hmac
import re
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from enum import Enum
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation

NAME_LENGTH = 255
_SEGMENT = r"[a-z0-9][a-z0-9_-]*(?:\.[a-z0-9_-]+)*"
_NAME = re.compile(rf"{_SEGMENT}(?:/{_SEGMENT})*")

Clock = Callable[[], float]


class LinkState(Enum):
    """What a link is worth; the value is the status that nginx answers with."""

    GOOD = 200
    FORGED = 403
    EXPIRED = 410


def confined(name: str) -> str:
    """Return `name` when the server could have made it.

    Raises:
        SuspiciousFileOperation: it is absolute, hidden, bent (`..`, `//`, a backslash, NUL) or
            has a character that the server never uses.
    """
    if len(name) > NAME_LENGTH or not _NAME.fullmatch(name):
        raise SuspiciousFileOperation(f"{name[:NAME_LENGTH]!r} is no name of a stored file.")
    return name


def window_start(now: float, seconds: int) -> int:
    """Return the moment since which links stay the same: half a lifetime, rounded down."""
    step = max(seconds // 2, 1)
    return int(now) // step * step


def expiry(now: float, seconds: int) -> int:
    """Return when a link made at `now` ends: after `seconds` at most, half of it at least."""
    step = max(seconds // 2, 1)
    return window_start(now, seconds) + 2 * step


def signature(*, secret: str, host: str, path: str, expires: int | str, filename: str = "") -> str:
    """Sign what nginx sees: `path` and `filename` as they stand, still encoded, in the request."""
    text = f"{expires}|{host}|{path}|{filename} {secret}"
    digest = hashlib.md5(text.encode(), usedforsecurity=False).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def link(
    host: str,
    name: str,
    filename: str | None = None,
    *,
    script_prefix: str = "/",
    clock: Clock = time.time,
) -> str:
    """Return the signed path of a file, for one host and MEDIA_URL_SECONDS at most.

    It stays the same for half that time, so that browsers find the file in their cache. With
    `filename` the answer carries that name in Content-Disposition.
    """
    expires = expiry(clock(), settings.MEDIA_URL_SECONDS)
    path = script_prefix.rstrip("/") + settings.MEDIA_URL + confined(name)
    encoded = encoded_filename(filename)
    signed = signature(
        secret=settings.MEDIA_SECRET,
        host=plain_host(host),
        path=path,
        expires=expires,
        filename=encoded,
    )
    return f"{path}?e={expires}&s={signed}" + (f"&n={encoded}" if encoded else "")


def verify(host: str, url: str, *, clock: Clock = time.time) -> LinkState:
    """Judge a link as nginx does; `url` is the request line's target, untouched."""
    path, query = urlsplit(url).path, _raw_query(url)
    expected = signature(
        secret=settings.MEDIA_SECRET,
        host=plain_host(host),
        path=path,
        expires=query.get("e", ""),
        filename=query.get("n", ""),
    )
    if not hmac.compare_digest(expected, query.get("s", "")):
        return LinkState.FORGED
    return LinkState.GOOD if int(query["e"]) >= clock() else LinkState.EXPIRED


def plain_host(host: str) -> str:
    """Return a host as it is signed: lower-case, without port and trailing dot."""
    return host.lower().rsplit(":", 1)[0].rstrip(".")


def encoded_filename(filename: str | None) -> str:
    """Return a file's display name percent-encoded as RFC 8187 wants it in headers."""
    return quote(filename or "", safe="", errors="replace")


def _raw_query(url: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in urlsplit(url).query.split("&"))
    query: dict[str, str] = {}
    for key, _, value in pairs:
        query.setdefault(key, value)
    return query
