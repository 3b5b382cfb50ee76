"""An upload examined, then kept: the original bytes as evidence, renditions to be shown."""

import hashlib
import logging
import secrets
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal, Self, cast

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from tenancy.media_types import content_type
from tenant_site.files.kinds import extension_of, kind_of
from tenant_site.files.original_names import shown_name
from tenant_site.files.pictures import Picture, Rendition, examine
from tenant_site.files.refusals import FileRefused as FileRefused

Kind = Literal["image", "video", "audio", "pdf", "document"]
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Intake:
    """What an upload is, from its bytes; `original_name` is for people alone, never a path.

    Time and position are texts as the camera wrote them: they stay in the record when the
    renditions lose them.
    """

    content_type: str
    extension: str
    kind: Kind
    size_bytes: int
    sha256: str
    original_name: str
    width: int | None = None
    height: int | None = None
    captured_at: str | None = None
    latitude: str | None = None
    longitude: str | None = None
    upload: "File[bytes] | None" = field(default=None, repr=False, compare=False)
    display: Rendition | None = field(default=None, repr=False, compare=False)
    thumbnail: Rendition | None = field(default=None, repr=False, compare=False)

    def as_data(self) -> dict[str, Any]:
        """Return the facts without the bytes, as JSON takes them."""
        return {key: value for key, value in self.__dict__.items() if key not in _BYTES}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Self:
        """Return the facts that `as_data()` gave; the bytes are where they were kept."""
        return cls(**data)


_BYTES = frozenset({"upload", "display", "thumbnail"})


@dataclass(frozen=True)
class StoredFile:
    """Where a kept file is; a file without picture has no renditions (empty names)."""

    original_name_in_storage: str
    display_name: str = ""
    thumbnail_name: str = ""

    def names(self) -> list[str]:
        """Return the names that exist."""
        return [name for name in asdict(self).values() if name]


def inspect(upload: "File[bytes]") -> Intake:
    """Say what an upload is; nothing is stored.

    A picture is decoded once, one at a time in each process.

    Raises:
        FileRefused: it cannot be kept; says why and what to do.
    """
    size_bytes = _accepted_size(upload)
    extension = extension_of(cast(Any, upload))
    kind = cast(Kind, kind_of(extension))
    picture = examine(cast(Any, upload)) if kind == "image" else None
    facts = Intake(
        content_type=content_type(f"file.{extension}"),
        extension=extension,
        kind=kind,
        size_bytes=size_bytes,
        sha256=sha256_of(upload),
        original_name=shown_name(upload.name, extension),
        upload=upload,
    )
    return _with_picture(facts, picture) if picture else facts


def keep(intake: "Intake | File[bytes]") -> StoredFile:
    """Store the original bytes unchanged, and the renditions of a picture; all or nothing.

    Raises:
        FileRefused: an upload that was not inspected before is refused, or it cannot be stored.
    """
    if not isinstance(intake, Intake):
        intake = inspect(intake)
    if intake.upload is None:
        raise ValueError("These facts have no upload: the file was kept before.")
    stem, kept = f"files/{timezone.now():%Y/%m}/{secrets.token_hex(16)}", []
    try:
        kept.append(default_storage.save(f"{stem}.{intake.extension}", File(intake.upload)))
        for mark, rendition in (("d", intake.display), ("t", intake.thumbnail)):
            if rendition:
                name = f"{stem}-{mark}.{rendition.extension}"
                kept.append(default_storage.save(name, ContentFile(rendition.data)))
    except BaseException as problem:
        discard(*kept)
        if isinstance(problem, OSError):
            logger.exception("An upload could not be stored.")
            raise FileRefused("not_stored") from problem
        raise
    return StoredFile(*kept)


def discard(*names: str) -> None:
    """Remove stored files that nothing refers to; what resists is logged and left."""
    for name in filter(None, names):
        try:
            default_storage.delete(name)
        except OSError:
            logger.exception("The stored file %s could not be removed.", name)


def _accepted_size(upload: "File[bytes]") -> int:
    size_bytes = int(upload.size)
    if size_bytes == 0:
        raise FileRefused("empty")
    if size_bytes > settings.MAX_FILE_BYTES:
        raise FileRefused("too_large", limit=filesizeformat(settings.MAX_FILE_BYTES))
    return size_bytes


def sha256_of(upload: "File[bytes]") -> str:
    """Return the SHA-256 of a file's bytes, by which the book knows it."""
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


def _with_picture(facts: Intake, picture: Picture) -> Intake:
    return replace(
        facts,
        width=picture.width,
        height=picture.height,
        display=picture.display,
        thumbnail=picture.thumbnail,
        **asdict(picture.capture),
    )
