"""Read a whole file before anything is written: is it an export, what stands in it, what for."""

import hashlib
import zoneinfo
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tenant_site.legacy.long_runs import Spool
from tenant_site.legacy.reading import NotAnExport, Record, records, refuse_foreign
from tenant_site.legacy.words import visible, words

NEWS = "news"
MOST_NAME, MOST_SOURCE = 120, 60
SECTIONS = (  # what an export has, in the order in which it moves in
    *("source", "version", "timezone", "exported_at", "client", "locations", "points"),
    *("type_persons", "persons", "vehicles", "materials", "equipment_tools", "type_news"),
    *("users", "groups", "schedules", "notifications", "access_groups", "access_entries"),
    *("facial_recognition_events", NEWS),
)
_NAMED_BY = {
    "locations": ("name", "code"),
    "points": ("name", "code"),
    "type_persons": ("description",),
    "type_news": ("description", "code"),
}


@dataclass
class Examined:
    """What is known of a file once it was read to its end."""

    path: Path
    sha256: str = ""
    size_bytes: int = 0
    read: Counter[str] = field(default_factory=Counter)  # records by section
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    types: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    alone: dict[str, Any] = field(default_factory=dict)

    @property
    def file_name(self) -> str:
        """The file's own name."""
        return visible(self.path.name, most=200)

    @property
    def source(self) -> str:
        """The old system's name for its client: within it ids are unique."""
        client = self.alone.get("client")
        named = words(client.get("schema_name")) if isinstance(client, Mapping) else ""
        return visible(named, most=MOST_SOURCE) or "?"

    def zone(self, *, otherwise: str) -> zoneinfo.ZoneInfo:
        """Return the time zone of the file, or another where it names none that exists."""
        try:
            return zoneinfo.ZoneInfo(words(self.alone.get("timezone")))
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            return zoneinfo.ZoneInfo(otherwise)

    def note(self, record: Record) -> None:
        """Take in what other records refer to."""
        value = record.value
        if record.position is None and record.section != "client":
            self.alone[record.section] = value
        if not isinstance(value, Mapping):
            return
        if record.section == "client":
            self.alone["client"] = {"schema_name": value.get("schema_name")}
        elif record.section == "users":
            said = (value.get("name"), value.get("last_name"), value.get("code"))
            name, last, code = map(words, said)
            self.accounts[words(value.get("id"))] = f"{name} {last} ({code})".strip()
        elif record.section in _NAMED_BY:
            found = (words(value.get(key)) for key in _NAMED_BY[record.section])
            name = visible(next(filter(None, found), ""), most=MOST_NAME)
            self.names.setdefault(record.section, {})[words(value.get("id"))] = name
            if record.section == "type_news":
                self.types[words(value.get("id"))] = value


def examine(path: Path, *, told: Callable[[int], object]) -> Examined:
    """Read the file to its end; `told` hears how many bytes are done.

    Raises:
        NotAnExport: it is broken, in another encoding, empty, or of another shape.
        OSError: it cannot be read.
    """
    refuse_foreign(path)
    found, digest = Examined(path, size_bytes=path.stat().st_size), hashlib.sha256()
    has_news = False
    with Spool() as spool:
        for record in records(
            path, spool=spool, only=_is_referred_to, told=told, heard=digest.update
        ):
            has_news = has_news or (record.section == NEWS and record.position is not None)
            found.read[record.section] += 1
            found.note(record)
    if not has_news:
        raise NotAnExport(f"This is no export of the old system: it has no list “{NEWS}”.")
    found.sha256 = digest.hexdigest()
    return found


def _is_referred_to(section: str) -> bool:
    """Say whether other records refer to those of a section, so that they are kept in memory."""
    return section in _NAMED_BY or section in {"users", "client", "timezone", "exported_at"}
