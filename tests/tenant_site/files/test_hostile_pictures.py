import io
import struct
import zlib
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from tenant_site.files.pictures import examine
from tenant_site.files.refusals import FileRefused
from tests.tenant_site.files.apart import examined_apart
from tests.tenant_site.files.samples import RED, animation, heic, phone_photo, picture

MAKERS: dict[str, Callable[[], bytes]] = {
    "jpeg": phone_photo,
    "progressive jpeg": lambda: picture("JPEG", progressive=True),
    "png": lambda: picture("PNG"),
    "gif": lambda: picture("GIF"),
    "webp": lambda: picture("WEBP"),
    "avif": lambda: picture("AVIF"),
    "heic": heic,
    "bmp": lambda: picture("BMP"),
}


def refused(data: bytes) -> str:
    with pytest.raises(FileRefused) as refusal:
        examine(io.BytesIO(data))
    return refusal.value.code


def png_of(width: int, height: int, *, colours: int = 2) -> bytes:
    """A picture of a few bytes that says it is enormous."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, colours, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + body


def jpeg_of(width: int, height: int, *, progressive: bool) -> bytes:
    data = picture("JPEG", progressive=progressive)
    at = data.index(b"\xff\xc2" if progressive else b"\xff\xc0") + 5
    return data[:at] + struct.pack(">HH", height, width) + data[at + 4 :]


def gif_of(width: int, height: int) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, height) + animation()[10:]


def bmp_of(width: int, height: int) -> bytes:
    data = picture("BMP")
    return data[:18] + struct.pack("<ii", width, height) + data[26:]


def webp_of(width: int, height: int) -> bytes:
    data = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), RED), Image.new("RGB", (8, 8), "blue")]
    frames[0].save(data, "WEBP", save_all=True, append_images=frames[1:])
    found, size = data.getvalue(), (width - 1).to_bytes(3, "little")
    at = found.index(b"VP8X") + 12
    return found[:at] + size + (height - 1).to_bytes(3, "little") + found[at + 6 :]


@pytest.mark.parametrize("what", MAKERS)
@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.95])
def test_a_picture_that_breaks_off_is_refused(what: str, share: float) -> None:
    data = MAKERS[what]()
    assert refused(data[: int(len(data) * share)]) == "damaged_picture"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a<script>alert(1)</script>",
        b"\xff\xd8\xff\xe0<html>",
        b"\x89PNG\r\n\x1a\n",
        b"P6 9 9 255 " + b"x" * 243,
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
        picture("TIFF"),
    ],
    ids=["nothing", "gif", "jpeg", "png", "ppm", "eps", "tiff"],
)
def test_what_only_begins_like_a_picture_is_refused(data: bytes) -> None:
    assert refused(data) == "damaged_picture"


@pytest.mark.parametrize(
    "data",
    [
        png_of(60_000, 60_000),
        png_of(7_072, 7_072),
        png_of(5_001, 5_001, colours=6),
        gif_of(60_000, 60_000),
        bmp_of(60_000, 60_000),
        webp_of(16_000, 16_000),
        jpeg_of(60_000, 60_000, progressive=False),
        jpeg_of(16_000, 16_000, progressive=False),
        jpeg_of(16_000, 13_000, progressive=True),
    ],
    ids=[
        "png",
        "png just above",
        "png with alpha",
        "gif",
        "bmp",
        "webp",
        "jpeg",
        "jpeg above",
        "progressive",
    ],
)
def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_decoded(data: bytes) -> None:
    assert refused(data) == "too_many_pixels"


def test_the_sentence_says_how_many_pixels_are_too_many() -> None:
    with override("en"), pytest.raises(FileRefused, match=r"50 megapixels\. Send a smaller copy"):
        examine(io.BytesIO(png_of(9_000, 9_000)))


@pytest.mark.parametrize(
    "data",
    [png_of(60_000, 60_000), webp_of(16_000, 16_000), gif_of(65_000, 65_000)],
    ids=["png", "webp", "gif"],
)
def test_a_bomb_takes_no_memory(data: bytes) -> None:
    assert examined_apart(data, refused="too_many_pixels") < 20 * 1024


@pytest.mark.parametrize("what", MAKERS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_bent_pictures_are_shown_or_refused_and_never_an_error(
    what: str, data: st.DataObject
) -> None:
    bent = bytearray(_made(what))
    for _ in range(data.draw(st.integers(1, 8))):
        bent[data.draw(st.integers(0, len(bent) - 1))] = data.draw(st.integers(0, 255))
    with suppress(FileRefused):
        assert examine(io.BytesIO(bytes(bent))).thumbnail.data


_kept: dict[str, bytes] = {}


def _made(what: str) -> bytes:
    return _kept.setdefault(what, MAKERS[what]())
