from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from django.core.files.storage import default_storage

from tenant_site.books.models import Attachment, Entry
from tenant_site.books.verification import Finding
from tenant_site.proofs.stored_files import Share, files_of, verify_file
from tests.tenant_site.books.writing import photo, triggers_off, write_entry, write_redaction


def found(entries: list[Entry]) -> list[Finding]:
    each = (verify_file(file) for file in files_of(entries[0].book, until=100))
    return [finding for finding in each if finding]


def where(file: Attachment) -> Path:
    return Path(default_storage.path(file.storage_name))


def test_files_that_are_as_they_were_sent_have_no_findings(with_files: list[Entry]) -> None:
    assert found(with_files) == []


def test_a_changed_byte_of_a_file_is_found(with_files: list[Entry]) -> None:
    path = where(with_files[-1].attachments.get(position=2))
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.chmod(0o600)
    path.write_bytes(data)
    assert found(with_files) == [Finding("file_bytes", 6, "The bytes of file 2 were changed.")]


def test_a_file_without_bytes_is_found(with_files: list[Entry]) -> None:
    where(with_files[-1].attachments.get(position=1)).unlink()
    assert found(with_files) == [Finding("file_missing", 6, "The bytes of file 1 are gone.")]


def test_a_file_that_is_erased_while_it_is_read_is_no_finding(with_files: list[Entry]) -> None:
    file = with_files[-1].attachments.get(position=1)
    where(file).unlink()
    order = write_redaction(file.entry.book, file.entry.author, file)
    nameless = {"storage_name": "", "display_name": "", "thumbnail_name": ""}
    erased: dict[str, Any] = {"salt": None, "content": None, "redacted_by": order, **nameless}
    Attachment.objects.filter(pk=file.pk).update(**erased)
    assert verify_file(file) is None
    assert found(with_files) == []


def test_a_file_that_lost_its_name_but_not_what_was_sealed_is_found(
    with_files: list[Entry],
) -> None:
    file = with_files[-1].attachments.get(position=1)
    where(file).unlink()
    with triggers_off():
        Attachment.objects.filter(pk=file.pk).update(storage_name="")
    assert found(with_files) == [Finding("file_missing", 6, "The bytes of file 1 are gone.")]


@pytest.mark.parametrize("reason", ["SuspiciousFileOperation", "IsADirectoryError"])
def test_a_file_that_cannot_be_read_is_found_and_the_next_is_read(
    with_files: list[Entry], reason: str
) -> None:
    first, second = with_files[-1].attachments.all()
    folder = str(PurePosixPath(first.storage_name).parent)
    name = folder if reason == "IsADirectoryError" else f"../{folder}"
    where(second).unlink()
    with triggers_off():
        Attachment.objects.filter(pk=first.pk).update(storage_name=name)
    codes = [(finding.code, finding.message) for finding in found(with_files)]
    assert codes == [
        ("file_unread", f"File 1 cannot be read: {reason}."),
        ("file_missing", "The bytes of file 2 are gone."),
    ]


def test_seven_shares_are_all_files_and_none_twice(with_files: list[Entry]) -> None:
    book, author = with_files[0].book, with_files[0].author
    for _ in range(3):
        write_entry(book, author, uploads=[photo()])
    shares = [
        [file.pk for file in files_of(book, until=100, share=Share(rest, 7))] for rest in range(7)
    ]
    every = [pk for share in shares for pk in share]
    assert len(every) == len(set(every)) == Attachment.objects.count() == 5
    assert [len(share) for share in shares] == [1, 1, 1, 0, 0, 0, 2]
