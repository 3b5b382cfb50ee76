import io
from collections.abc import Callable

import pytest
from PIL import Image, ImageChops

from tenant_site.files.pictures import Rendition, examine
from tests.tenant_site.files.apart import examined_apart
from tests.tenant_site.files.samples import (
    BLUE,
    RED,
    WHITE,
    animation,
    exif,
    heic,
    phone_photo,
    picture,
    scene,
    wide_gamut,
)

Colour = tuple[int, ...]


def opened(rendition: Rendition) -> Image.Image:
    return Image.open(io.BytesIO(rendition.data))


def corners(image: Image.Image) -> list[Colour]:
    width, height = image.size
    places = [
        (width // 10, height // 10),
        (width * 9 // 10, height // 10),
        (width // 2, height // 2),
    ]
    return [tuple(image.convert("RGB").getpixel(place)) for place in places]  # type: ignore[arg-type]


def near(one: Colour, other: Colour, tolerance: int = 40) -> bool:
    return all(abs(a - b) <= tolerance for a, b in zip(one, other, strict=True))


def is_upright(image: Image.Image) -> bool:
    return all(map(near, corners(image), (RED, BLUE, WHITE)))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_photo_is_shown_upright(orientation: int) -> None:
    found = examine(io.BytesIO(phone_photo(orientation)))
    assert (found.width, found.height) == (320, 200)
    assert opened(found.display).size == (320, 200)
    assert is_upright(opened(found.display))
    assert is_upright(opened(found.thumbnail))


@pytest.mark.parametrize(
    "data",
    [
        phone_photo(6),
        picture("PNG", exif=exif()),
        picture("WEBP", exif=exif(), xmp=b"<x:xmpmeta>4.711</x:xmpmeta>"),
        picture("AVIF", exif=exif()),
        heic(exif=exif().tobytes()),
        picture("JPEG", comment=b"Ana at home", xmp=b"<x:xmpmeta>4.711</x:xmpmeta>"),
        picture("PNG", scene(mode="RGBA"), exif=exif()),
    ],
    ids=["jpeg", "png", "webp", "avif", "heic", "jpeg with comment", "png with alpha"],
)
def test_what_is_shown_carries_nothing_but_pixels(data: bytes) -> None:
    found = examine(io.BytesIO(data))
    for rendition in (found.display, found.thumbnail):
        image = opened(rendition)
        assert dict(image.getexif()) == {}
        left = set(image.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert left <= {"progressive", "progression", "loop", "background"}
        for trace in (b"Exif", b"EXIF", b"xmp", b"Guardphone", b"Ana", b"ICC_PROFILE", b"4.711"):
            assert trace not in rendition.data


@pytest.mark.parametrize(
    "data",
    [phone_photo(), heic(exif=exif().tobytes()), picture("WEBP", exif=exif())],
    ids=["jpeg", "heic", "webp"],
)
def test_time_and_position_are_read_before_they_are_removed(data: bytes) -> None:
    capture = examine(io.BytesIO(data)).capture
    assert capture.captured_at == "2026-11-20T22:41:05-05:00"
    assert (capture.latitude, capture.longitude) == ("4.711000", "-74.072000")


def test_a_photo_without_position_has_none() -> None:
    data = picture("JPEG", exif=exif(position=False))
    capture = examine(io.BytesIO(data)).capture
    assert (capture.latitude, capture.longitude) == (None, None)
    assert capture.captured_at


@pytest.mark.parametrize(
    "place",
    [(91.0, 0.0, 0.0), (float("nan"), 0.0, 0.0), (1.0, 2.0), ("x", "y", "z"), (0.0, 0.0, 0.0)],
    ids=str,
)
def test_a_position_that_is_none_is_not_kept(place: tuple[object, ...]) -> None:
    class Camera:
        def getexif(self) -> "Camera":
            return self

        def get_ifd(self, tag: int) -> dict[int, object]:
            return {1: "N", 2: place, 3: "E", 4: (0.0, 0.0, 0.0)}

    from tenant_site.files.exif import Capture, capture_of

    assert capture_of(Camera()) == Capture()  # type: ignore[arg-type]


def test_a_large_photo_is_shown_smaller_and_keeps_its_measures_in_the_record() -> None:
    found = examine(io.BytesIO(phone_photo(6, 4000, 3000)))
    assert (found.width, found.height) == (4000, 3000)
    assert opened(found.display).size == (2048, 1536)
    assert opened(found.thumbnail).size == (400, 300)


def test_a_small_picture_is_not_enlarged() -> None:
    found = examine(io.BytesIO(picture("PNG", scene(30, 20))))
    assert opened(found.display).size == opened(found.thumbnail).size == (30, 20)


@pytest.mark.parametrize("make", [heic, animation], ids=["heic", "gif"])
def test_what_browsers_show_badly_is_shown_as_a_still_jpeg(make: Callable[[], bytes]) -> None:
    found = examine(io.BytesIO(make()))
    assert found.display.extension == "jpg"
    assert opened(found.display).format == "JPEG"
    assert is_upright(opened(found.display))


def test_transparency_is_kept() -> None:
    image = scene(mode="RGBA")
    image.putalpha(ImageChops.invert(image.convert("L")))
    found = examine(io.BytesIO(picture("PNG", image)))
    assert found.display.extension == "webp"
    assert opened(found.display).mode == "RGBA"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_way_of_writing_colours_is_shown(mode: str) -> None:
    if mode == "I;16":
        data = picture("PNG", Image.new("I;16", (50, 50), 32768))
        grey = opened(examine(io.BytesIO(data)).display).convert("RGB").getpixel((25, 25))
        assert near(tuple(grey), (128, 128, 128), 4)  # type: ignore[arg-type]
    else:
        image = opened(examine(io.BytesIO(picture("PNG", scene(mode=mode)))).display)
        assert near(corners(image)[2], WHITE)


def test_colours_of_print_are_shown_as_on_a_screen() -> None:
    image = opened(examine(io.BytesIO(picture("JPEG", scene(mode="CMYK")))).display)
    assert image.mode == "RGB"
    assert is_upright(image)


def test_colours_of_another_profile_are_brought_to_srgb() -> None:
    image = opened(examine(io.BytesIO(wide_gamut(scene()))).display)
    assert near(corners(image)[0], (30, 30, 200))
    assert near(corners(image)[1], (200, 30, 30))


def test_a_broken_profile_is_no_obstacle() -> None:
    data = picture("JPEG", icc_profile=b"no profile" * 20)
    assert is_upright(opened(examine(io.BytesIO(data)).display))


def peak_megabytes(data: bytes) -> int:
    return examined_apart(data) // 1024


@pytest.mark.parametrize(
    "make",
    [
        heic,
        animation,
        phone_photo,
        lambda: picture("WEBP"),
        lambda: picture("AVIF"),
        lambda: picture("PNG"),
    ],
)
def test_a_process_that_just_started_knows_every_format(make: Callable[[], bytes]) -> None:
    assert peak_megabytes(make()) < 50


def test_a_photo_of_108_megapixels_takes_little_memory() -> None:
    photo = picture("JPEG", Image.new("RGB", (12_000, 9_000), RED))
    assert peak_megabytes(photo) < 100


def test_a_photo_of_65000_by_3300_pixels_takes_little_memory() -> None:
    photo = picture("JPEG", Image.new("RGB", (65_000, 3_300), RED))
    assert peak_megabytes(photo) < 100


@pytest.mark.parametrize(("mode", "size"), [("RGB", (8_000, 6_000)), ("RGBA", (5_000, 5_000))])
def test_the_largest_screenshot_takes_bounded_memory(mode: str, size: tuple[int, int]) -> None:
    assert peak_megabytes(picture("PNG", Image.new(mode, size))) < 350
