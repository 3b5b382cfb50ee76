"""What a file is, judged from its bytes: the sender's name and type have no say.

The signatures are those of the package `filetype` (exact, without dependencies); brands of the
MP4 family, documents in ZIP and plain text are decided here, where it is too coarse.
"""

import re
import zipfile
from typing import IO

import filetype

from tenant_site.files.refusals import FileRefused

HEAD_BYTES = 8192
TAIL_BYTES = 4096
MOST_PARTS = 10_000

PICTURES = frozenset({"jpg", "png", "gif", "webp", "avif", "heic", "bmp"})
_BY_SIGNATURE = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/bmp": "bmp",
    "video/webm": "webm",
    "video/x-matroska": "mkv",
    "video/x-msvideo": "avi",
    "audio/mpeg": "mp3",
    "audio/aac": "aac",
    "audio/amr": "amr",
    "audio/ogg": "ogg",
    "audio/x-flac": "flac",
    "audio/x-wav": "wav",
}
_ARCHIVES = frozenset(
    {
        "application/zip",
        "application/gzip",
        "application/x-tar",
        "application/x-rar-compressed",
        "application/x-7z-compressed",
        "application/x-bzip2",
        "application/x-xz",
        "application/x-lzip",
        "application/zstd",
    }
)
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_OOXML_PARTS = {
    "word/document.xml": "docx",
    "xl/workbook.xml": "xlsx",
    "ppt/presentation.xml": "pptx",
}
_ODF_TYPES = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_ZIP_FAULTS = (zipfile.BadZipFile, OSError, ValueError, RuntimeError, EOFError, KeyError)


def kind_of(extension: str) -> str:
    """Return image, video, audio, pdf or document."""
    if extension in PICTURES:
        return "image"
    if extension in {"mp4", "mov", "3gp", "webm", "mkv", "avi"}:
        return "video"
    if extension in {"mp3", "m4a", "aac", "amr", "ogg", "flac", "wav"}:
        return "audio"
    return "pdf" if extension == "pdf" else "document"


def extension_of(file: IO[bytes]) -> str:
    """Return the extension that the bytes deserve.

    Raises:
        FileRefused: no accepted kind begins like this.
    """
    file.seek(0)
    head = file.read(HEAD_BYTES)
    if head.startswith(b"%PDF-"):
        return _pdf(file)
    if head[4:8] == b"ftyp":
        return _mp4_family(head)
    if head[4:8] in {b"moov", b"mdat", b"wide"}:
        return "mov"
    if head.startswith(b"PK\x03\x04"):
        return _document(file)
    if not _BINARY.search(head) and not head.startswith(b"#!AMR"):
        return _text(file, head)
    return _signature(head)


def _signature(head: bytes) -> str:
    found = filetype.guess(head)
    mime = found.mime if found else ""
    if mime in _BY_SIGNATURE:
        return _BY_SIGNATURE[mime]
    if mime in _ARCHIVES:
        raise FileRefused("archive")
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") or mime == "application/rtf":
        raise FileRefused("old_document")
    raise FileRefused("unknown_kind")


def _pdf(file: IO[bytes]) -> str:
    file.seek(max(file.seek(0, 2) - TAIL_BYTES, 0))
    if b"%%EOF" not in file.read():
        raise FileRefused("damaged_document")
    return "pdf"


def _mp4_family(head: bytes) -> str:
    box = head[8 : max(int.from_bytes(head[:4], "big"), 16)]
    brands = [box[at : at + 4] for at in range(0, len(box), 4) if at != 4]
    major = brands[0] if brands else b""
    if major in {b"avif", b"avis"} or (major in _HEIF_BRANDS and b"avif" in brands):
        return "avif"
    if major in _HEIF_BRANDS:
        return "heic"
    if major in {b"crx ", b"jp2 ", b"jpx "}:
        raise FileRefused("unknown_kind")
    by_start = {b"qt": "mov", b"3g": "3gp"}.get(major[:2])
    return by_start or ("m4a" if major in {b"M4A ", b"M4B "} else "mp4")


def _document(file: IO[bytes]) -> str:
    try:
        with zipfile.ZipFile(file) as parts:
            return _document_of(parts)
    except _ZIP_FAULTS as problem:
        raise FileRefused("damaged_document") from problem


def _document_of(parts: zipfile.ZipFile) -> str:
    names = set(parts.namelist())
    if any(re.search(r"vbaProject\.bin$|^Basic/", name, re.IGNORECASE) for name in names):
        raise FileRefused("macros")
    if len(names) <= MOST_PARTS and "[Content_Types].xml" in names:
        for part, extension in _OOXML_PARTS.items():
            if part in names:
                return extension
    if "mimetype" in names and parts.getinfo("mimetype").file_size < 100:
        extension = _ODF_TYPES.get(parts.read("mimetype").strip(), "")
        if extension:
            return extension
    raise FileRefused("archive")


def _text(file: IO[bytes], head: bytes) -> str:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"<"):
        raise FileRefused("web_page")
    if start.startswith(b"{\\rtf"):
        raise FileRefused("old_document")
    if start.startswith((b"#!", b"%!")):
        raise FileRefused("unknown_kind")
    file.seek(0)
    while chunk := file.read(2**16):
        if _BINARY.search(chunk):
            raise FileRefused("unknown_kind")
    return "txt"
