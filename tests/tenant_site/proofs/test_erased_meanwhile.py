from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from public_site.models import Client
from tenant_site.books.models import Attachment, Book, Entry, EntryContent
from tenant_site.proofs.exporting import book_export
from tests.tenant_site.books.writing import write_redaction
from tests.tenant_site.proofs.test_standalone import known, run, tell, unpacked, wrongs

FIRST_FILE = b"books/main-gate/files/000006-1"


def erase(entry: Entry) -> None:
    """Let the text and the second photo go, as an erasure does."""
    photo = entry.attachments.get(position=2)
    order = write_redaction(entry.book, entry.author, entry.content, photo)
    gone = {"content": None, "salt": None, "redacted_by": order}
    nameless = {"storage_name": "", "display_name": "", "thumbnail_name": ""}
    EntryContent.objects.filter(entry=entry).update(**gone)
    Attachment.objects.filter(pk=photo.pk).update(**gone, **nameless)
    default_storage.delete(photo.storage_name)


def exported_while_it_goes(entry: Entry, until: bytes, client: Client, folder: Path) -> Path:
    book = Book.objects.select_related("head").get()
    pieces, begun = book_export(book, client_id=client.pk), [b""]
    while until not in begun[-1]:
        begun.append(next(pieces))
    erase(entry)
    return unpacked([*begun, *pieces], folder)


@pytest.mark.parametrize(
    ("until", "open_count"),
    [(b"README.txt", 2), (FIRST_FILE, 1)],
    ids=["before entries are read", "between entries and files"],
)
def test_what_is_erased_while_it_is_exported_is_left_open_and_not_called_broken(
    with_files: list[Entry], inside_acme: Client, tmp_path: Path, until: bytes, open_count: int
) -> None:
    export = exported_while_it_goes(with_files[-1], until, inside_acme, tmp_path)
    status, said = run(export)
    assert not [line for line in said if line.startswith("WRONG")]
    assert len([line for line in said if line.startswith("OPEN main-gate#6")]) == open_count
    assert said[-1] == f"Lines that begin with WRONG or OPEN: {open_count}"
    assert status == 2


def test_what_is_missing_and_was_not_erased_meanwhile_is_wrong_beside_it(
    with_files: list[Entry], inside_acme: Client, tmp_path: Path
) -> None:
    export = exported_while_it_goes(with_files[-1], FIRST_FILE, inside_acme, tmp_path)
    anchors = known(export)
    anchors["books"][0]["erased_meanwhile"] = ["00" * 32]
    tell(export, anchors)
    assert wrongs(export) == ["WRONG main-gate#6, file 2: absent, and no later entry erases it."]
