"""What a form's sender answered to the version of the form that a type has, with its files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.datastructures import MultiValueDict

from tenant_site.books.drafts import keep_drafts
from tenant_site.books.models import Book, DraftUpload, Entry
from tenant_site.books.refusals import FileProblem
from tenant_site.entry_forms.definition import Field
from tenant_site.entry_forms.html import BoundDefinition
from tenant_site.entry_forms.models import FormVersion
from tenant_site.entry_forms.posted import ADD_ROW, Data, name_of, sent_of
from tenant_site.entry_forms.problems import Problem, ValuesRefused
from tenant_site.entry_forms.proofs import Files
from tenant_site.entry_forms.values import Values, clean_values
from tenant_site.files.intake import sha256_of
from tenant_site.members.models import Member
from tenant_site.registers.requiring import missing

PLAIN = ""  # the field of files that belong to the entry as a whole


@dataclass
class Arrived:
    """Files that wait for their entry, by the key of the field that they answer."""

    by_field: dict[str, list[DraftUpload]] = field(default_factory=dict)
    problems: list[tuple[str, FileProblem]] = field(default_factory=list)

    @property
    def plain(self) -> list[DraftUpload]:
        """Those that belong to the entry as a whole."""
        return self.by_field.get(PLAIN, [])

    def __len__(self) -> int:
        return sum(map(len, self.by_field.values()))


@dataclass
class Answers:
    """One submission of a version of a form: what was sent, what it says, what is wrong."""

    version: FormVersion | None
    data: Data
    files: "MultiValueDict[str, Any]"
    values: Values = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    arrived: Arrived = field(default_factory=Arrived)

    @property
    def asks_for_a_row(self) -> bool:
        """Say whether the button was pressed that shows one more row and writes nothing."""
        return self.version is not None and ADD_ROW in self.data

    @property
    def questions(self) -> Sequence[Field]:
        """What the form asks; nothing for the plain form."""
        return self.version.form.fields if self.version else ()

    @property
    def bound(self) -> BoundDefinition | None:
        """The form as the page shows it; None for the plain form."""
        if self.version is None:
            return None
        kept = self.arrived.by_field
        return BoundDefinition(self.version.form, self.data, self.problems, kept)

    @property
    def uploads(self) -> list[Any]:
        """The files that were sent with the fields of the form."""
        return [file for key in self._file_keys for file in self._new(key)]

    @property
    def file_problems(self) -> list[Problem]:
        """What is wrong with the files of the form's own questions."""
        return [
            Problem(key, one.code, f"{one.name}: {one.message}")
            for key, one in self.arrived.problems
            if key != PLAIN
        ]

    @property
    def began_with_another_version(self) -> bool:
        """Say whether the form was changed since its sender began, too long ago to be taken."""
        number = self.version.number if self.version else 0
        return self.data.get("form_version", str(number)) not in ("", str(number))

    def stand_in(self, entry: Entry) -> bool:
        """Say whether `entry` was answered the same, its files aside."""
        if not entry.content.is_shown:
            return True
        sealed, given = (
            {key: value for key, value in values.items() if key not in self._file_keys}
            for values in (self._said_in(entry), self.values)
        )
        return sealed == given

    def take(self, *, first: Entry | None) -> None:
        """Take the answers; `first` has the files where the same form was sent before."""
        self.values, self.problems = {}, []
        if self.version is None:
            return
        self.problems = self.file_problems
        try:
            self.values = clean_values(
                self.version.form, sent_of(self.version.form, self.data, self._hashes(first))
            )
            self.problems += missing(self.version.form, self.values)
        except ValuesRefused as refused:
            told = {one.path for one in self.problems}
            self.problems += [one for one in refused.problems if one.path not in told]

    def keep_files(
        self, uploads: Sequence[Any], *, member: Member, book: Book, client_uuid: UUID
    ) -> None:
        """Store the files of every field, and `uploads` of none; forget what was unmarked."""
        self.arrived = Arrived()
        new = {PLAIN: uploads, **{key: self._new(key) for key in self._file_keys}}
        named = {PLAIN: self._ids("kept"), **{key: self._kept(key) for key in self._file_keys}}
        chosen = {one for ids in named.values() for one in ids}
        drafts: list[DraftUpload] = []
        for key, files in new.items():
            if key != PLAIN and not files:
                continue
            drafts, problems = keep_drafts(
                member=member,
                book=book,
                client_uuid=client_uuid,
                uploads=files,
                chosen=chosen,
                shown=self._ids("shown"),
            )
            self.arrived.problems += [(key, problem) for problem in problems]
        self._sort(drafts, new, named)

    def show(self, drafts: Sequence[DraftUpload]) -> None:
        """Show files that wait, each where it was named last; nothing is taken or forgotten."""
        named = {
            PLAIN: [one.pk for one in drafts],
            **{key: self._kept(key) for key in self._file_keys},
        }
        self._sort(drafts, dict.fromkeys(named, ()), named)

    def _sort(
        self,
        drafts: Sequence[DraftUpload],
        new: Mapping[str, Sequence[Any]],
        named: Mapping[str, Sequence[UUID]],
    ) -> None:
        left = list(drafts)
        for key in [*self._file_keys, PLAIN]:
            hashes = {sha256_of(file) for file in new[key]}
            mine = [one for one in left if one.pk in named[key] or one.sha256 in hashes]
            self.arrived.by_field[key] = mine
            left = [one for one in left if one not in mine]

    def _said_in(self, entry: Entry) -> Values:
        """Return what `entry` answers to the form."""
        return entry.content.values

    def _hashes(self, first: Entry | None) -> dict[str, list[str]]:
        if first is not None:
            sealed = first.content.values
            return {key: sealed.get(key, []) for key in self._file_keys}
        found = self.arrived.by_field
        return {key: [one.sha256 for one in found.get(key, ())] for key in self._file_keys}

    @property
    def _file_keys(self) -> list[str]:
        return [one.key for one in self.questions if isinstance(one.kind, Files)]

    def _new(self, key: str) -> list[Any]:
        return list(self.files.getlist(name_of(key, "new")))

    def _kept(self, key: str) -> list[UUID]:
        return self._ids(name_of(key, "kept"))

    def _ids(self, name: str) -> list[UUID]:
        return [found for one in self.data.getlist(name) if (found := uuid_of(one))]


def as_lists(data: Any) -> "MultiValueDict[str, Any]":
    """Return what was sent with `getlist`, also where a program gave a plain mapping."""
    if isinstance(data, MultiValueDict):
        return data
    return MultiValueDict(
        {key: one if isinstance(one, list) else [one] for key, one in (data or {}).items()}
    )


def uuid_of(text: str) -> UUID | None:
    """Return the id that `text` says, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None
