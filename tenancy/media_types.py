"""What a stored file is served as: decided by the ending that the server gave it, nothing else."""

INLINE_TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "heic": "image/heic",
    "bmp": "image/bmp",
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "3gp": "video/3gpp",
    "webm": "video/webm",
    "mkv": "video/x-matroska",
    "avi": "video/x-msvideo",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "aac": "audio/aac",
    "amr": "audio/amr",
    "ogg": "audio/ogg",
    "flac": "audio/flac",
    "wav": "audio/wav",
    "pdf": "application/pdf",
}
_OOXML = "application/vnd.openxmlformats-officedocument"
ATTACHMENT_TYPES = {
    "docx": f"{_OOXML}.wordprocessingml.document",
    "xlsx": f"{_OOXML}.spreadsheetml.sheet",
    "pptx": f"{_OOXML}.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "txt": "text/plain",
}
UNKNOWN_TYPE = "application/octet-stream"


def content_type(name: str) -> str:
    """Return the content type of a stored file; unknown endings are bytes to download."""
    ending = _ending(name)
    return INLINE_TYPES.get(ending) or ATTACHMENT_TYPES.get(ending) or UNKNOWN_TYPE


def is_inline(name: str) -> bool:
    """Say whether a browser may show the file; everything else is downloaded."""
    return _ending(name) in INLINE_TYPES


def _ending(name: str) -> str:
    stem, _, ending = name.rpartition(".")
    return ending if stem else ""
