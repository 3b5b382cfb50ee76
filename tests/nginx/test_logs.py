import time
from pathlib import Path

import pytest

from tests.nginx.front import Front

LONGEST_WAIT_SECONDS = 10


def read_log_with(marker: str, path: Path) -> str:
    until = time.monotonic() + LONGEST_WAIT_SECONDS
    while marker not in (said := path.read_text()) and time.monotonic() < until:
        time.sleep(0.02)  # nginx writes the line when the connection is over
    assert marker in said
    return said


TOKEN = "c2VjcmV0" + "x" * 35  # as long as secrets.token_urlsafe(32)


@pytest.mark.parametrize(
    "path",
    [
        "/enter/c2VjcmV0",
        "//enter/c2VjcmV0",
        "/w/acme/join/c2VjcmV0/",
        f"/enter/password/{TOKEN}/",
        f"/support/enter/{TOKEN}",
        f"/%73upport/enter/{TOKEN}",
        f"/deletion/{TOKEN}/",
        "/ab/photo.jpg?s=c2VjcmV0",
    ],
)
def test_what_opens_something_is_not_logged(front: Front, path: str) -> None:
    front.get(path)
    marker = f"/marker-{time.monotonic_ns()}"
    front.get(marker)
    log = read_log_with(marker, front.extra["var"] / "logs" / "nginx-access.log")
    assert "c2VjcmV0" not in log
