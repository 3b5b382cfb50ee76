"""Pictures: proved whole by decoding them once, and made small and clean to be shown."""

import io
import threading
from dataclasses import dataclass
from typing import IO

from pi_heif import register_heif_opener
from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    ExifTags,
    GifImagePlugin,
    Image,
    ImageCms,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)

from tenant_site.files.exif import Capture, capture_of
from tenant_site.files.refusals import FileRefused

DISPLAY_PIXELS, THUMBNAIL_PIXELS = 2048, 400
MEGAPIXEL = 1_000_000
MOST_PIXELS = 50 * MEGAPIXEL
MOST_PIXELS_WITH_ALPHA = 25 * MEGAPIXEL  # made smaller, they are in memory three times
MOST_PIXELS_OF_BASELINE_JPEG = 220 * MEGAPIXEL  # decoded at an eighth, row by row

_DECODERS = (
    JpegImagePlugin,
    PngImagePlugin,
    GifImagePlugin,
    WebPImagePlugin,
    AvifImagePlugin,
    BmpImagePlugin,
)  # imported, because Pillow would load them only when it meets none that fits
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "HEIF", "BMP")
_ORIENTATION = ExifTags.Base.Orientation
_one_at_a_time = threading.Lock()

register_heif_opener(thumbnails=False)
Image.MAX_IMAGE_PIXELS = MOST_PIXELS_OF_BASELINE_JPEG  # Pillow's own net, below the one here


@dataclass(frozen=True)
class Rendition:
    """A picture made for showing: without metadata, upright, in sRGB."""

    extension: str
    data: bytes


@dataclass(frozen=True)
class Picture:
    """What there is to know of a picture, and what to show of it."""

    width: int
    height: int
    capture: Capture
    display: Rendition
    thumbnail: Rendition


def examine(file: IO[bytes]) -> Picture:
    """Decode a picture once, bounded in memory, and make what will be shown of it.

    One at a time in each process: a picture takes up to 350 MB while it is decoded.

    Raises:
        FileRefused: it has too many pixels, or is damaged or incomplete.
    """
    file.seek(0)
    try:
        with _one_at_a_time, Image.open(file, formats=_FORMATS) as image:
            return _examine(image)
    except FileRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as problem:
        raise _too_many_pixels(MOST_PIXELS_OF_BASELINE_JPEG) from problem
    except Exception as problem:  # decoders raise anything on hostile bytes
        raise FileRefused("damaged_picture") from problem


def _examine(image: Image.Image) -> Picture:
    width, height = image.size
    _refuse_too_many_pixels(image)
    capture, is_turned = capture_of(image), image.getexif().get(_ORIENTATION) in {5, 6, 7, 8}
    image.draft(None, _fitted(width, height))
    display = _shown(image)
    small = display.copy()
    small.thumbnail((THUMBNAIL_PIXELS, THUMBNAIL_PIXELS), Image.Resampling.LANCZOS)
    if is_turned:
        width, height = height, width
    return Picture(width, height, capture, _encoded(display, 82), _encoded(small, 76))


def _refuse_too_many_pixels(image: Image.Image) -> None:
    most = MOST_PIXELS_WITH_ALPHA if image.has_transparency_data else MOST_PIXELS
    if image.format in {"JPEG", "MPO"} and not image.info.get("progressive"):
        most = MOST_PIXELS_OF_BASELINE_JPEG
    if image.width * image.height > most:
        raise _too_many_pixels(most)


def _too_many_pixels(most: int) -> FileRefused:
    return FileRefused("too_many_pixels", limit=most // MEGAPIXEL)


def _fitted(width: int, height: int) -> tuple[int, int]:
    share = DISPLAY_PIXELS / max(width, height)
    return max(int(width * share), 1), max(int(height * share), 1)


def _shown(image: Image.Image) -> Image.Image:
    image.load()
    profile = image.info.get("icc_profile")
    small = _plain(image)
    small.thumbnail((DISPLAY_PIXELS, DISPLAY_PIXELS), Image.Resampling.LANCZOS)
    clean = _in_srgb(ImageOps.exif_transpose(small), profile)
    clean.info = {}
    return clean


def _plain(image: Image.Image) -> Image.Image:
    if image.mode.startswith(("I", "F")):
        image = image.point(lambda value: value / 256).convert("L")
    if image.mode in {"RGB", "CMYK"} and not image.has_transparency_data:
        return image
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    if profile:
        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            srgb = ImageCms.createProfile("sRGB")
            return ImageCms.profileToProfile(image, own, srgb, outputMode=mode) or image
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass  # a broken profile, or one of another colour model: shown as it stands
    return image if image.mode == mode else image.convert(mode)


def _encoded(image: Image.Image, quality: int) -> Rendition:
    data = io.BytesIO()
    if image.mode == "RGBA":
        image.save(data, "WEBP", quality=quality, method=2)
        return Rendition("webp", data.getvalue())
    image.save(data, "JPEG", quality=quality, optimize=True, progressive=True)
    return Rendition("jpg", data.getvalue())
