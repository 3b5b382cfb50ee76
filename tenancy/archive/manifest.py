"""The manifest of an archive: what it holds, with a hash of everything."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.utils import validate_file_name

from tenancy.archive.refusals import ArchiveNewer, ArchiveRefused
from tenancy.names import is_schema_name

FORMAT = 1
MANIFEST = "manifest.json"
PRE_DATA, DATA, POST_DATA = "schema/pre-data.sql", "schema/data.sql", "schema/post-data.sql"
SHARED_ROWS = "shared/rows.jsonl"
FILES = "files/"
_FIXED = (PRE_DATA, DATA, POST_DATA, SHARED_ROWS)
MOST_BYTES = 64 * 2**20  # a manifest of some 400,000 files


@dataclass(frozen=True)
class Member:
    """One file of the archive."""

    sha256: str
    bytes: int


@dataclass
class Manifest:
    """What an archive holds; `tenant` and `domains` are rows as Django serializes them."""

    schema_name: str
    digest: str
    migrations: list[list[str]]
    catalog_hash: str
    tenant: dict[str, Any]
    domains: list[dict[str, Any]]
    rows: dict[str, int]
    made_at: str
    engine: dict[str, str]
    note: dict[str, str] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def files(self) -> dict[str, Member]:
        """Return the stored files by their names in the storage."""
        return {
            name.removeprefix(FILES): member
            for name, member in self.members.items()
            if name.startswith(FILES)
        }

    def as_json(self) -> bytes:
        """Return it as it stands in the archive."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()


def read_manifest(text: bytes) -> Manifest:
    """Return the manifest of an archive.

    Raises:
        ArchiveNewer: its format is of a newer program.
        ArchiveRefused: it is none, or names what no archive of ours holds.
    """
    try:
        found = json.loads(text)
        version = found.get("format")
    except (ValueError, AttributeError) as problem:
        raise ArchiveRefused("The archive's manifest cannot be read.") from problem
    if version != FORMAT:
        raise ArchiveNewer(
            f"The archive has format {version}; this program reads format {FORMAT}. Update it."
        )
    try:
        members = {name: Member(**facts) for name, facts in found.pop("members").items()}
        manifest = Manifest(**found, members=members)
        name, _pk = manifest.schema_name, manifest.tenant["fields"]
    except (KeyError, TypeError, AttributeError) as problem:
        raise ArchiveRefused("The archive's manifest lacks something.") from problem
    if not isinstance(name, str) or not is_schema_name(name):
        raise ArchiveRefused(f"The archive names a schema {name!r}, which is no tenant's.")
    _refuse_names(manifest.members)
    return manifest


def _refuse_names(members: Mapping[str, Member]) -> None:
    missing = [name for name in _FIXED if name not in members]
    if missing:
        raise ArchiveRefused(f"The archive lacks {', '.join(missing)}.")
    for name in members:
        if name not in _FIXED and not _is_file(name):
            raise ArchiveRefused(f"The archive holds {name!r}, which leads out of its folder.")


def _is_file(name: str) -> bool:
    stored = name.removeprefix(FILES)
    try:
        validate_file_name(stored, allow_relative_path=True)
    except SuspiciousFileOperation:
        return False
    parts = stored.split("/")
    return name.startswith(FILES) and "\\" not in name and not {"", ".", ".."} & set(parts)
