"""Which records of a file are new here: known by id, compared by hash."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tenant_site.legacy.long_runs import Spool
from tenant_site.legacy.models import MOST_KEY, MOST_SECTION
from tenant_site.legacy.moving import (
    MOST_BYTES_IN_A_BATCH,
    Known,
    Moving,
    known_records,
)
from tenant_site.legacy.reading import Record
from tenant_site.legacy.words import as_json, sha256_of, words

HASH_SHOWN = 16
MOST_ID = MOST_KEY - MOST_SECTION - 2 * HASH_SHOWN


@dataclass(frozen=True)
class Row:
    """A record with its name among those of its section, and its text as it will be kept."""

    section: str
    key: str
    position: int | None
    value: Any
    raw: str
    sha256: str
    runs: tuple[str, ...] = ()  # the words that stand for what waits on the disk
    reason: str = ""  # why it cannot take the place of its id

    @property
    def is_record(self) -> bool:
        """Say whether it is an object at all."""
        return isinstance(self.value, Mapping)


def row_of(record: Record, spool: Spool, source: str) -> Row:
    """Name a record of a source: by its id, or where it has none by what it says."""
    text = as_json(record.value)
    raw, runs = spool.as_referred(text), tuple(spool.words_in(text))
    sha256 = sha256_of(raw)
    said = words(record.value.get("id")) if isinstance(record.value, Mapping) else ""
    if len(said) > MOST_ID:
        said = f"{said[: MOST_ID - HASH_SHOWN]}{sha256_of(said)[:HASH_SHOWN]}"
    key = f"{source}/{said or f'#{sha256[: 2 * HASH_SHOWN]}'}"
    return Row(section_name(record.section), key, record.position, record.value, raw, sha256, runs)


def section_name(section: str) -> str:
    """Return a section's name as rows keep it."""
    if len(section) <= MOST_SECTION:
        return words(section)
    return f"{words(section)[: MOST_SECTION - HASH_SHOWN]}{sha256_of(section)[:HASH_SHOWN]}"


def batches(rows: Iterable[Row], most: int) -> Iterator[list[Row]]:
    """Put rows together, of one section each time, so that none takes much memory or time."""
    batch: list[Row] = []
    size = 0
    for row in rows:
        is_full = len(batch) >= most or size + len(row.raw) > MOST_BYTES_IN_A_BATCH
        if batch and (is_full or row.section != batch[0].section):
            yield batch
            batch, size = [], 0
        batch.append(row)
        size += len(row.raw)
    if batch:
        yield batch


def fresh(moving: Moving, batch: list[Row]) -> list[Row]:
    """Return the rows that are not here yet; the others are counted.

    One whose id stands for something else already gets a name of its own, and a reason.
    """
    known = known_records(
        batch[0].section, [name for row in batch for name in (row.key, _beside(row))]
    )
    found = []
    for row in batch:
        first = known.get(row.key)
        if first is not None and first.sha256 != row.sha256:
            is_mine = first.import_id == moving.legacy_import.pk
            reason = "key_twice" if is_mine else "changed_since"
            row = replace(row, key=_beside(row), reason=reason)  # noqa: PLW2901  # the same record
            first = known.get(row.key)
        if first is not None:
            _count_again(moving, row, first)
            continue
        known[row.key] = Known(row.sha256, moving.legacy_import.pk, row.position)
        found.append(row)
    return found


def _beside(row: Row) -> str:
    return f"{row.key}~{row.sha256[:HASH_SHOWN]}"


def _count_again(moving: Moving, row: Row, first: Known) -> None:
    if first.import_id != moving.legacy_import.pk:
        moving.already[row.section] += 1
    elif first.position != row.position:
        moving.repeated[row.section] += 1
