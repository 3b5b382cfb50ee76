import re
from pathlib import Path

import pytest

from tenancy.media_types import ATTACHMENT_TYPES, INLINE_TYPES, content_type, is_inline

NGINX = Path(__file__).parents[2] / "nginx" / "media_rules.conf"


def nginx_types() -> dict[str, str]:
    block = re.search(r"types \{(.*?)\}", NGINX.read_text(), re.DOTALL)
    assert block
    lines = (line.strip(" ;").split() for line in block[1].strip().splitlines())
    return {ending: mime for mime, *endings in lines for ending in endings}


@pytest.mark.parametrize("ending", [*INLINE_TYPES, *ATTACHMENT_TYPES])
def test_nginx_and_s3_serve_a_kind_under_one_type(ending: str) -> None:
    assert nginx_types()[ending] == content_type(f"a.{ending}")


@pytest.mark.parametrize("name", ["a.html", "a.svg", "a.js", "a", "a.jpg.html", "jpg", "a.JPG"])
def test_what_is_not_known_is_bytes_to_download(name: str) -> None:
    assert content_type(name) == "application/octet-stream"
    assert not is_inline(name)


def test_only_pictures_films_recordings_and_pdf_are_shown_by_browsers() -> None:
    assert {mime.partition("/")[0] for mime in INLINE_TYPES.values()} == {
        "image", "video", "audio", "application",
    }  # fmt: skip
    assert [mime for mime in INLINE_TYPES.values() if mime.startswith("application/")] == [
        "application/pdf"
    ]
