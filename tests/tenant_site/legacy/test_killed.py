"""A run that is killed by SIGKILL, in a process of its own, and the one that goes on there."""

import os
import signal
from collections.abc import Callable
from typing import Any

from django.core.files.storage import default_storage
from django.db import connections

from public_site.models import Client
from public_site.signup.opening import open_workspace
from tenancy.context import tenant_context
from tenant_site.books.models import Attachment, Entry
from tenant_site.books.verification import verify
from tenant_site.invitations.models import Invitation
from tenant_site.legacy.models import (
    ImportedBook,
    ImportedEntry,
    ImportedFile,
    ImportProblem,
    KeptVerbatim,
)
from tenant_site.members.models import Member
from tests.tenant_site.books.test_record_entry import stored_files
from tests.tenant_site.legacy.conftest import run_import
from tests.tenant_site.legacy.sample import SAMPLE

BATCH = 7


def workspace(slug: str) -> Client:
    return open_workspace(
        name=slug.title(),
        slug=slug,
        owner_email=f"owner@{slug}.example",
        owner_name="Olga",
        password="correct horse battery",
        time_zone="America/Bogota",
        language="en",
        first_book_name="Main gate",
    )


def killed_import(client: Client, *, after: int = 10**6, saves: int = 10**6) -> None:
    """Import in a process that kills itself after so many records, or files stored."""

    def progress(what: str, done: int, total: int) -> None:
        if what != "check" and done >= after:
            os.kill(os.getpid(), signal.SIGKILL)

    child = os.fork()
    if not child:
        kept = [one.connection for one in connections.all()]  # closing them would end ours
        for one in connections.all():
            one.connection = None
        default_storage.save = FailingDisk(saves).save  # type: ignore[method-assign, assignment]
        try:
            with tenant_context(client):
                run_import(client, SAMPLE, progress=progress, most_in_a_batch=BATCH)
        finally:
            os._exit(bool(kept))
    assert os.waitpid(child, 0)[1] == signal.SIGKILL


class FailingDisk:
    """Takes so many files, and then the machine stops."""

    def __init__(self, saves: int) -> None:
        self._saves, self._save = saves, default_storage.save

    def save(self, name: str, content: Any, **given: Any) -> str:
        if not self._saves:
            os.kill(os.getpid(), signal.SIGKILL)
        self._saves -= 1
        return self._save(name, content, **given)


def test_killed_half_way_and_run_again_the_result_is_the_same(committed: None) -> None:
    broken, whole = workspace("broken"), workspace("whole")
    for after in (12, 60, 75):
        killed_import(broken, after=after)
    found = []
    for client in (broken, whole):
        with tenant_context(client):
            report = run_import(client, SAMPLE, most_in_a_batch=BATCH)
            found.append((report, *everything(client)))
    assert found[0] == found[1]


def test_files_that_were_stored_before_a_kill_are_not_stored_again(committed: None) -> None:
    client = workspace("stored")
    killed_import(client, saves=9)
    with tenant_context(client):
        assert (ImportedFile.objects.count(), len(stored_files())) == (3, 9)
        report = run_import(client, SAMPLE)
        assert report.files == {"attached": 6, "kept": 4, "empty": 2}
        assert len(stored_files()) == 5 * 3 + 1 + 4


def everything(client: Client) -> tuple[Any, ...]:
    """All that an import leaves, without the ids and instants that differ by nature."""
    entries = [
        (one.book.code, one.seq, one.kind, one.form_version, one.occurred_at, one.content.text)
        for one in Entry.objects.select_related("book", "content").order_by("book__code", "seq")
        if one.form_version or one.kind != "legacy"
    ]
    books = [one.book for one in ImportedBook.objects.select_related("book")]
    rows: list[Callable[[], Any]] = [
        lambda: entries,
        lambda: [len(list(verify(book, client_id=client.pk))) for book in books],
        lambda: list(ImportedEntry.objects.order_by("key").values_list("key", "raw", "sha256")),
        lambda: _listed(ImportedFile, "key", "position", "fate", "problem_code"),
        lambda: _listed(KeptVerbatim, "section", "key", "position", "raw", "outcome", "reason"),
        lambda: _listed(ImportProblem, "section", "key", "code", "path", "detail"),
        lambda: _listed(Member, "badge", "role", "is_active"),
        lambda: _listed(Invitation, "email", "role"),
        lambda: Attachment.objects.count(),
        lambda: len(stored_files()),
    ]
    return tuple(row() for row in rows)


def _listed(model: Any, *columns: str) -> list[Any]:
    return sorted(model.objects.values_list(*columns), key=repr)
