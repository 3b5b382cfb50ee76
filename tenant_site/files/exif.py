"""When and where a picture was taken, as its camera wrote it down; often it did not."""

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from PIL import ExifTags, Image

_FAULTS = (
    ValueError,
    TypeError,
    ArithmeticError,
    LookupError,
    AttributeError,
    SyntaxError,
    OSError,
)


@dataclass(frozen=True)
class Capture:
    """Time and position of a picture; texts, so that they can be sealed as they stand.

    `captured_at` is ISO 8601 in the camera's time, with an offset only if the camera knew it;
    `latitude` and `longitude` are degrees with six decimals.
    """

    captured_at: str | None = None
    latitude: str | None = None
    longitude: str | None = None


def capture_of(image: Image.Image) -> Capture:
    """Read time and position from EXIF; what is missing or broken is None."""
    try:
        exif = image.getexif()
        taken, place = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
    except _FAULTS:
        return Capture()
    latitude = _degrees(place, ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLatitudeRef, 90)
    longitude = _degrees(place, ExifTags.GPS.GPSLongitude, ExifTags.GPS.GPSLongitudeRef, 180)
    if latitude is None or longitude is None or (not latitude and not longitude):
        return Capture(_moment(taken))
    return Capture(_moment(taken), f"{latitude:.6f}", f"{longitude:.6f}")


def _moment(taken: dict[int, Any]) -> str | None:
    written = str(taken.get(ExifTags.Base.DateTimeOriginal, "")).strip("\x00 ")
    offset = str(taken.get(ExifTags.Base.OffsetTimeOriginal, "")).strip("\x00 ")
    try:
        moment = datetime.strptime(written, "%Y:%m:%d %H:%M:%S")  # its zone follows
    except ValueError:
        return None
    return moment.isoformat() + (offset if re.fullmatch(r"[+-]\d\d:\d\d", offset) else "")


def _degrees(place: dict[int, Any], tag: int, side_tag: int, most: int) -> Decimal | None:
    try:
        degrees, minutes, seconds = (Decimal(str(float(part))) for part in place[tag])
        value = degrees + minutes / 60 + seconds / 3600
        if not (value.is_finite() and 0 <= value <= most):
            return None
    except _FAULTS:
        return None
    return -value if str(place.get(side_tag, "")).upper()[:1] in {"S", "W"} else value
