"""Files that the old system kept as base64 in its rows: decoded piece by piece, then examined."""

import binascii
import hashlib
import json
import re
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils import timezone

from tenant_site.books.kept_files import KeptFile
from tenant_site.files.intake import FileRefused, Intake, StoredFile, inspect, keep
from tenant_site.legacy.long_runs import Spool
from tenant_site.legacy.models import FileFate, ImportedFile
from tenant_site.legacy.words import is_empty, words

BLOCK = 2**18  # a multiple of four: base64 is decoded four letters at a time
HEAD = re.compile(r"\s*(?:data:[^,]{0,200},)?", re.IGNORECASE)
_ENDING = re.compile(r"\.([A-Za-z0-9]{1,8})\Z")
_SAME = {"jpeg": "jpg", "jpe": "jpg", "jfif": "jpg", "heif": "heic", "tif": "tiff"}


@dataclass(frozen=True)
class OldFile:
    """A file as an entry listed it; `payload` may hold words of the spool."""

    name: str
    type: str
    payload: str
    path: str = ""
    is_stray: bool = False  # a long run where no file belongs


class NoBase64(Exception):
    """What stands there cannot be decoded."""


def listed_files(listed: object) -> list[OldFile] | None:
    """Return the files of a list, of JSON of one, or of one file alone; None: no list of files."""
    if isinstance(listed, str):
        if HEAD.match(listed.strip()[:300]) and listed.strip().lower().startswith("data:"):
            return [OldFile("", "", listed)]
        try:
            listed = json.loads(listed)
        except (ValueError, RecursionError):
            return None
    found = [listed] if isinstance(listed, Mapping) else listed
    if not isinstance(found, list) or not all(isinstance(one, Mapping) for one in found):
        return None
    return [_file(one) for one in found]


def _file(one: Mapping[str, Any]) -> OldFile:
    payload = one.get("base64")
    text = payload if isinstance(payload, str) else "" if is_empty(payload) else words(payload)
    return OldFile(words(one.get("name")), words(one.get("type")), text)


class Taking:
    """Takes old files in: the acceptable are kept as every upload is, the others as they came."""

    def __init__(self, spool: Spool, *, stores: bool) -> None:
        self._spool, self._stores = spool, stores

    def take(self, old: OldFile, row: ImportedFile) -> None:
        """Fill `row` with what became of the file, and what there is to say of that."""
        row.old_name, row.old_type = old.name, old.type
        if not old.payload.strip():
            row.fate, row.problem_code, row.problem_detail = FileFate.EMPTY, "file_empty", old.name
        elif old.is_stray:
            self._as_text(old, row, "file_elsewhere")
        else:
            self._take(old, row)

    def _take(self, old: OldFile, row: ImportedFile) -> None:
        with tempfile.TemporaryFile() as file:
            try:
                self._decode(old.payload, file)
                self._accept(file, old, row)
            except NoBase64:
                self._as_text(old, row, "file_broken")
            except FileRefused as refused:
                file.seek(0)
                self._verbatim(file, row, "file_refused", why=refused.code)

    def _decode(self, payload: str, into: IO[bytes]) -> None:
        """Write what the base64 says, a block at a time.

        Raises:
            NoBase64: it is none. Padding that is missing is no fault.
        """
        rest = b""
        for part in self._letters(payload[_end(payload) :]):
            letters = rest + b"".join(part.split())
            whole = len(letters) // 4 * 4
            into.write(_decoded(letters[:whole]))
            rest = letters[whole:]
        if len(rest) == 1:
            raise NoBase64
        into.write(_decoded(rest + b"=" * (-len(rest) % 4)))
        into.seek(0)

    def _letters(self, text: str) -> Iterator[bytes]:
        at = 0
        for word in self._spool.words_in(text):
            start = text.index(word, at)
            yield text[at:start].encode("utf-8", "replace")
            with self._spool.path_of(word).open("rb") as run:
                while block := run.read(BLOCK):
                    yield block
            at = start + len(word)
        yield text[at:].encode("utf-8", "replace")

    def _accept(self, file: IO[bytes], old: OldFile, row: ImportedFile) -> None:
        intake = inspect(File(file, name=old.name or "file"))
        stored = keep(intake) if self._stores else StoredFile(f"files/{intake.sha256}")
        row.fate, row.facts = FileFate.ATTACHED, intake.as_data()
        row.storage_name, row.display_name, row.thumbnail_name = (
            stored.original_name_in_storage,
            stored.display_name,
            stored.thumbnail_name,
        )
        ending = _ENDING.search(old.name)
        said = _SAME.get(ending[1].lower(), ending[1].lower()) if ending else ""
        if said and said != intake.extension:
            row.problem_code = "file_of_another_kind"
            row.problem_detail = f"{old.name} → {intake.content_type}"

    def _verbatim(self, file: IO[bytes], row: ImportedFile, code: str, *, why: str = "") -> None:
        """Store bytes that nobody opens: under a name that is only ever downloaded."""
        digest, size = hashlib.sha256(), 0
        while block := file.read(BLOCK):
            digest.update(block)
            size += len(block)
        file.seek(0)
        name = f"legacy/{timezone.now():%Y/%m}/{secrets.token_hex(16)}.bin"
        row.fate, row.problem_code = FileFate.KEPT, code
        row.problem_detail = " · ".join(filter(None, [row.old_name, why]))
        row.facts = {"sha256": digest.hexdigest(), "size_bytes": size}
        row.storage_name = default_storage.save(name, File(file)) if self._stores else name

    def _as_text(self, old: OldFile, row: ImportedFile, code: str) -> None:
        with tempfile.TemporaryFile() as file:
            for part in self._letters(old.payload):
                file.write(part)
            file.seek(0)
            self._verbatim(file, row, code)


def kept_file(row: ImportedFile) -> KeptFile:
    """Return the stored file of a row, ready to be sealed into an entry."""
    stored = StoredFile(row.storage_name, row.display_name, row.thumbnail_name)
    return KeptFile(facts=Intake.from_data(row.facts), stored=stored)


def _end(payload: str) -> int:
    found = HEAD.match(payload)
    return found.end() if found else 0


def _decoded(letters: bytes) -> bytes:
    try:
        return binascii.a2b_base64(letters, strict_mode=True) if letters else b""
    except binascii.Error as problem:
        raise NoBase64 from problem
