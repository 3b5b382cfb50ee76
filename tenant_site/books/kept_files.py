"""Uploads that were examined and stored, ready to be sealed into an entry."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.files.base import File

from tenant_site.books.refusals import FileProblem, FilesRefused
from tenant_site.files.intake import FileRefused, Intake, StoredFile, discard, inspect, keep


@dataclass(frozen=True)
class KeptFile:
    """A stored file: what is sealed about it, and where its bytes and renditions are."""

    facts: Intake
    stored: StoredFile

    def discard(self) -> None:
        """Remove the bytes again; no entry took the file."""
        discard(*self.stored.names())


def examine(uploads: "Iterable[File[bytes]]") -> tuple[list[Intake], list[FileProblem]]:
    """Look into each upload and tell the acceptable ones from the refused; store nothing.

    Costs a decoding for each picture, so once an entry is full the rest is not looked into.
    """
    accepted: dict[str, Intake] = {}
    problems = []
    for upload in uploads:
        try:
            _refuse_beyond(len(accepted))
            intake = inspect(upload)
        except FileRefused as refusal:
            problems.append(FileProblem(upload.name or "", refusal.code, refusal.message))
        else:
            accepted.setdefault(intake.sha256, intake)
    return list(accepted.values()), problems


def keep_uploads(uploads: "Iterable[File[bytes]]") -> list[KeptFile]:
    """Store all uploads, or none; a file sent twice is stored once.

    Raises:
        FilesRefused: some are not acceptable.
    """
    accepted, problems = examine(uploads)
    if problems:
        raise FilesRefused(problems)
    return [KeptFile(facts=intake, stored=keep(intake)) for intake in accepted]


def _refuse_beyond(accepted_count: int) -> None:
    if accepted_count >= settings.MAX_FILES_PER_ENTRY:
        raise FileRefused("too_many_files", limit=settings.MAX_FILES_PER_ENTRY)
