"""Files as people send them, made by the program."""

import io
import wave
import zipfile
from typing import Any

import pillow_heif
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image, ImageCms, ImageDraw

RED, BLUE, WHITE = (200, 30, 30), (30, 30, 200), (255, 255, 255)
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def upload(data: bytes, name: str = "foto.jpg", claimed: str = "") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type=claimed or "application/octet-stream")


def scene(width: int = 320, height: int = 200, mode: str = "RGB") -> Image.Image:
    """A white picture, red at the top left and blue at the top right: upright or not is plain."""
    image = Image.new("RGB", (width, height), WHITE)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 4, height // 4), fill=RED)
    draw.rectangle((width - width // 4, 0, width, height // 4), fill=BLUE)
    return image if mode == "RGB" else image.convert(mode)


def exif(orientation: int = 1, *, position: bool = True) -> Image.Exif:
    data = Image.Exif()
    data[ExifTags.Base.Orientation] = orientation
    data[ExifTags.Base.Make] = "Guardphone"
    taken = data.get_ifd(ExifTags.IFD.Exif)
    taken[ExifTags.Base.DateTimeOriginal] = "2026:11:20 22:41:05"
    taken[ExifTags.Base.OffsetTimeOriginal] = "-05:00"
    if position:
        place = data.get_ifd(ExifTags.IFD.GPSInfo)
        place[ExifTags.GPS.GPSLatitudeRef] = "N"
        place[ExifTags.GPS.GPSLatitude] = (4.0, 42.0, 39.6)
        place[ExifTags.GPS.GPSLongitudeRef] = "W"
        place[ExifTags.GPS.GPSLongitude] = (74.0, 4.0, 19.2)
    return data


def picture(format_name: str, image: Image.Image | None = None, **options: Any) -> bytes:
    data = io.BytesIO()
    (image or scene()).save(data, format_name, **options)
    return data.getvalue()


def phone_photo(orientation: int = 1, width: int = 320, height: int = 200) -> bytes:
    """What a phone writes: turned pixels, and EXIF that says how, where and when."""
    upright = scene(width, height)
    turned = upright.transpose(TURNS[orientation]) if orientation in TURNS else upright
    return picture("JPEG", turned, exif=exif(orientation), quality=95, comment=b"by Ana")


def heic(image: Image.Image | None = None, **options: Any) -> bytes:
    data = io.BytesIO()
    pillow_heif.from_pillow(image or scene()).save(data, quality=90, **options)
    return data.getvalue()


def animation() -> bytes:
    frames = [scene(), scene().rotate(180)]
    return picture("GIF", frames[0], save_all=True, append_images=frames[1:], duration=100, loop=0)


def wide_gamut(image: Image.Image) -> bytes:
    """A JPEG whose numbers mean other colours than in sRGB: red and blue are swapped."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    at = profile.index(b"rXYZ"), profile.index(b"bXYZ")
    profile[at[0] : at[0] + 4], profile[at[1] : at[1] + 4] = b"bXYZ", b"rXYZ"
    return picture("JPEG", image, icc_profile=bytes(profile), quality=95)


def boxes(brand: bytes, *compatible: bytes) -> bytes:
    """The beginning of a file of the MP4 family."""
    kind = b"ftyp" + brand + b"\0\0\2\0" + b"".join(compatible)
    return (len(kind) + 4).to_bytes(4, "big") + kind + b"\0\0\0\x20mdat" + b"\0" * 500


def archive(**parts: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as writer:
        for name, text in parts.items():
            writer.writestr(name, text)
    return data.getvalue()


def recording() -> bytes:
    data = io.BytesIO()
    with wave.open(data, "wb") as writer:
        writer.setparams((1, 2, 8000, 0, "NONE", ""))
        writer.writeframes(b"\0\1" * 800)
    return data.getvalue()


def ebml(kind: bytes) -> bytes:
    head = b"\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82"
    head += bytes([0x80 + len(kind)]) + kind
    return b"\x1a\x45\xdf\xa3" + bytes([0x80 + len(head)]) + head + b"\0" * 300


PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF\n"
