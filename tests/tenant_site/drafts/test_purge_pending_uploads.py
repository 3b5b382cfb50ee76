from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.drafts import keep_drafts
from tenant_site.books.models import Book, DraftUpload
from tenant_site.drafts.models import EntryDraft
from tenant_site.drafts.purging import forget_old
from tenant_site.members.models import Member
from tests.tenant_site.books.writing import photo
from tests.tenant_site.drafts.typing import TypingPage


@pytest.fixture(autouse=True)
def _media(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def pending(client: Client, member: Member, *, hours: int) -> UUID:
    """Upload a photo for an entry and leave it for `hours`."""
    with tenant_context(client):
        [draft], _ = keep_drafts(
            member=member,
            book=Book.objects.get(),
            client_uuid=uuid4(),
            uploads=[photo()],
            chosen=(),
            shown=(),
        )
        uploaded_at = timezone.now() - timedelta(hours=hours)
        DraftUpload.objects.filter(pk=draft.pk).update(created_at=uploaded_at)
    return draft.pk


def left(client: Client) -> set[UUID]:
    with tenant_context(client):
        return set(DraftUpload.objects.values_list("pk", flat=True))


def stored_count(client: Client) -> int:
    with tenant_context(client):
        folders = default_storage.listdir(f"files/{timezone.now():%Y/%m}")
    return len(folders[1])


def test_what_waited_longer_than_two_weeks_is_removed_with_its_files_in_every_workspace(
    acme: Client, globex: Client, guard: Member, stranger: Member
) -> None:
    fresh = pending(acme, guard, hours=13 * 24)
    old = [pending(acme, guard, hours=15 * 24), pending(globex, stranger, hours=15 * 24)]
    call_command("purge_pending_uploads")
    assert left(acme) == {fresh}
    assert left(globex) == set()
    assert not left(acme) & set(old)
    assert stored_count(acme) == 3
    assert stored_count(globex) == 0


def test_the_age_can_be_chosen(acme: Client, guard: Member) -> None:
    pending(acme, guard, hours=3)
    call_command("purge_pending_uploads", hours=2)
    assert left(acme) == set()


def test_a_workspace_that_fails_is_named_and_the_others_are_cleaned(
    acme: Client, globex: Client, guard: Member, stranger: Member, tmp_path: Path
) -> None:
    pending(globex, stranger, hours=15 * 24)
    pending(acme, guard, hours=15 * 24)
    (tmp_path / globex.schema_name).rename(tmp_path / "elsewhere")
    (tmp_path / globex.schema_name).symlink_to("elsewhere")
    with pytest.raises(CommandError, match=globex.schema_name):
        call_command("purge_pending_uploads")
    assert left(acme) == set()


def test_files_live_as_long_as_the_draft_they_belong_to(
    acme: Client, guard: Member, gate: Browser
) -> None:
    page = TypingPage(gate)
    page.upload(photo())
    page.save("Gate open")
    long_ago = timezone.now() - timedelta(days=20)
    with tenant_context(acme):
        DraftUpload.objects.update(created_at=long_ago)
    call_command("purge_pending_uploads")
    assert len(left(acme)) == 1
    with tenant_context(acme):
        EntryDraft.objects.update(saved_at=long_ago)
    call_command("purge_pending_uploads")
    assert left(acme) == set()
    with tenant_context(acme):
        assert EntryDraft.objects.count() == 0


def test_what_was_discarded_for_good_and_what_was_written_goes_with_its_files(
    acme: Client, gate: Browser
) -> None:
    pages = [TypingPage(gate) for _ in range(3)]
    for page in pages:
        page.upload(photo())
        page.save("Gate open")
    with tenant_context(acme):
        EntryDraft.objects.filter(client_uuid=pages[0].client_uuid).update(
            discarded_at=timezone.now() - timedelta(days=1)
        )
    pages[1].write("Gate open")
    call_command("purge_pending_uploads")
    with tenant_context(acme):
        assert EntryDraft.objects.get().client_uuid == pages[2].client_uuid
    assert len(left(acme)) == 1


def test_drafts_are_read_a_few_at_a_time_and_without_what_was_typed(
    acme: Client, gate: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tenant_site.drafts.purging.BATCH", 2)
    for _ in range(5):
        page = TypingPage(gate)
        page.upload(photo())
        page.save("Gate open")
    with tenant_context(acme):
        long_ago = timezone.now() - timedelta(days=20)
        EntryDraft.objects.update(saved_at=long_ago)
        DraftUpload.objects.update(created_at=long_ago)
        with CaptureQueriesContext(connection) as asked:
            forget_old(timezone.now() - timedelta(days=14))
        assert EntryDraft.objects.count() == 0
    assert left(acme) == set()
    sql = [one["sql"] for one in asked.captured_queries]
    read = [one for one in sql if one.startswith('SELECT "drafts_entrydraft"')]
    assert len(read) == 4
    assert all("LIMIT 2" in one and '"fields"' not in one for one in read)
