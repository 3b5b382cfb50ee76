"""Count what the list of clients shows: some clients at a time, none twice in one run."""

from collections.abc import Iterable, Iterator, Sequence

from django.utils import timezone

from public_site.models import Client
from public_site.operators.models import ClientFigures
from public_site.operators.workspaces import figures_of
from tenancy.inspection.status import Status, statuses

CLIENTS_AT_A_TIME = 200
FIELDS = [
    "members",
    "books",
    "entries",
    "last_entry_at",
    "schema_bytes",
    "files",
    "file_bytes",
    "behind",
    "measured_at",
]


def refresh(clients: Iterable[Client], *, with_files: bool = True) -> Iterator[int]:
    """Measure clients and write their figures; yields how many are done, chunk by chunk.

    Enters each schema once; files are listed client by client, which takes long on S3.
    """
    done, some = 0, list[Client]()
    for client in clients:
        some.append(client)
        if len(some) == CLIENTS_AT_A_TIME:
            done += _write(some, with_files=with_files)
            some = []
            yield done
    if some:
        yield done + _write(some, with_files=with_files)


def _write(clients: Sequence[Client], *, with_files: bool) -> int:
    found = statuses(clients, with_files=with_files)
    rows = [_row(client, status) for client, status in zip(clients, found, strict=True)]
    fields = FIELDS if with_files else [name for name in FIELDS if "file" not in name]
    ClientFigures.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["client"], update_fields=fields
    )
    return len(rows)


def _row(client: Client, status: Status) -> ClientFigures:
    return ClientFigures(
        client=client,
        schema_bytes=status.bytes,
        files=status.files or 0,
        file_bytes=status.file_bytes or 0,
        behind=None if status.lacks is None else len(status.lacks),
        measured_at=timezone.now(),
        **figures_of(client),
    )
