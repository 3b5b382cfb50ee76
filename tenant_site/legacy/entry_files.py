"""The files of old entries: stored before the entries are written, noted as soon as they are."""

from collections.abc import Iterable, Iterator

from tenant_site.legacy.long_runs import Spool
from tenant_site.legacy.models import ImportedFile
from tenant_site.legacy.moving import Moving
from tenant_site.legacy.old_entries import OldEntry
from tenant_site.legacy.old_files import OldFile, Taking, listed_files
from tenant_site.legacy.problems import Problem
from tenant_site.legacy.words import as_json


class EntryFiles:
    """Stores files; what a run stored before it was killed is found again."""

    def __init__(self, moving: Moving, spool: Spool) -> None:
        self._moving, self._spool = moving, spool
        self._taking = Taking(spool, stores=moving.stores)

    def store(self, entries: Iterable[OldEntry]) -> None:
        """Give each entry its files, stored, and say what is wrong with them."""
        listed = {entry.row.key: (entry, list(self._listed(entry))) for entry in entries}
        with_files = [key for key, (_entry, files) in listed.items() if files]
        known = ImportedFile.objects.of_keys(with_files) if with_files else {}
        for key in with_files:
            entry, files = listed[key]
            for position, file in enumerate(files, 1):
                row = known.get((key, position)) or self._take(key, position, file)
                entry.files.append(row)
                if row.problem_code:
                    told = Problem(row.problem_code, file.path, row.problem_detail)
                    entry.answers.problems.append(told)

    def _take(self, key: str, position: int, file: OldFile) -> ImportedFile:
        row = ImportedFile(legacy_import=self._moving.legacy_import, key=key, position=position)
        self._taking.take(file, row)
        row.save(force_insert=True)
        return row

    def _listed(self, entry: OldEntry) -> Iterator[OldFile]:
        """Yield the files where they belong, then the runs that stand anywhere else."""
        payloads = []
        for path, listed in entry.answers.files:
            found = listed_files(listed)
            if found is None:
                detail = self._spool.as_referred(as_json(listed))[:300]
                entry.answers.problems.append(Problem("files_not_understood", path, detail))
                continue
            for number, file in enumerate(found):
                payloads.append(file.payload)
                yield OldFile(file.name, file.type, file.payload, f"{path}.{number}")
        placed = set(self._spool.words_in("\n".join(payloads)))
        for word in entry.row.runs:
            if word not in placed:
                yield OldFile("", "", word, "", is_stray=True)
