"""A site of a few lines: it says what reached it."""

import json
import os
from collections.abc import Callable, Iterable
from typing import Any


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    heard = {name: value for name, value in environ.items() if isinstance(value, str)}
    taken = sum(len(chunk) for chunk in iter(lambda: environ["wsgi.input"].read(65536), b""))
    heard |= {"site": os.environ["SITE"], "taken": str(taken), "scheme": environ["wsgi.url_scheme"]}
    headers = [("Content-Type", "application/json")]
    if environ["PATH_INFO"].startswith("/own-policy"):
        headers += [("Content-Security-Policy", "default-src 'self'"), ("X-Frame-Options", "DENY")]
        headers += [("Strict-Transport-Security", "max-age=1; includeSubDomains; preload")]
    start_response("200 OK", headers)
    return [json.dumps(heard).encode()]
