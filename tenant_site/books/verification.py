"""Recompute a book from its first entry to its head, and say where it does not hold."""

import functools
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Subquery

from tenancy.inspection.verifying import Problem
from tenant_site.books.composing import KIND_PUBLICATION, canon_text
from tenant_site.books.evidence import (
    Evidence,
    NamedContent,
    NamedEntry,
    NamedFile,
    evidence_about,
    form_hashes,
    instant_of,
    type_codes,
)
from tenant_site.books.glance import glance
from tenant_site.books.models import Book, BookHead, Entry, EntryType
from tenant_site.books.seal import SALT_BYTES, content_commit, genesis, sealed_hash

# `canon` with gaps in the order of its keys; two of them take what not every entry has
CANON_WITH_GAPS = (
    canon_text(
        author="%s",
        book="%s",
        client_uuid="%s",
        content="%s",
        files=["%s"],
        form="%s",
        kind="%s",
        occurred_at="%s",
        entry_type="%s",
    )
    .replace('["%s"]', "[%s]")
    .replace('"content":"%s"', '"content":"%s"%s')
    .replace('"form":"%s"', '"form":"%s"%s')
)
FACTS = ',"facts":'
DECODER = json.JSONDecoder()


@dataclass(frozen=True)
class Finding:
    """One thing that does not hold: `code` for programs, number of the entry, a sentence."""

    code: str
    seq: int
    message: str


def twin_types() -> Iterator[Problem]:
    """Yield the codes that several types of entry have.

    Entries seal the code of their type. One that is moved to a twin of it holds, and is missing
    from every list by type; erased, it bears the twin's name.
    """
    counted = EntryType.objects.order_by("code").values("code").annotate(number=Count("pk"))
    for code in counted.filter(number__gt=1).values_list("code", flat=True):
        yield Problem("type_twice", code, "Several types have this code; entries seal it alone.")


def verify(
    book: Book, *, client_id: UUID, come_to: Callable[[int], object] = lambda _seq: None
) -> Iterator[Finding]:
    """Yield what does not hold in `book`; nothing when every entry is as it was written.

    It must begin with the id of `client_id`, the workspace that opened it.
    Streams: memory stays flat for any length. Entries written meanwhile are left for the next
    time. Tells a cut tail by the head; a book cut together with its head only an anchor outside
    can tell. Looks at what is sealed about files, not at their bytes. Whoever waits is told which
    number it has `come_to`, block by block.
    """
    head, last_seq = _head_and_last(book)
    if head is None:
        yield Finding("no_head", 0, "The head of the book is missing.")
        return
    examiner, chain = Examiner(book.pk), _Chain(genesis(client_id=client_id, book_id=book.pk))
    known = examiner.codes, examiner.forms
    for have_files in glance(book.pk, *known, until=head.seq, see=chain.see):
        found, doubtful = chain.take()
        found += examiner.closely(sorted(have_files.union(doubtful)))
        yield from sorted(found, key=lambda finding: finding.seq)
        come_to(chain.seq)
    yield from _tail_findings(head, chain.seq, chain.seal, last_seq)


class _Chain:
    """Follows a book from seal to seal, and collects what is missing, unlinked or doubtful."""

    def __init__(self, genesis: bytes) -> None:
        self.seq, self.seal = 0, genesis
        self._found: list[Finding] = []
        self._doubtful: list[int] = []

    def see(self, number: int, before: bytes, seal: bytes, holds: bool) -> None:  # noqa: FBT001  # a call for each entry
        """Go on to the next entry."""
        if number == self.seq:
            self._found.append(Finding("twice", number, "It, or what it says, is there twice."))
        elif number != self.seq + 1:
            missing = f"Entries {self.seq + 1} to {number - 1} are missing."
            self._found.append(Finding("gap", number, missing))
        elif before != self.seal:
            self._found.append(_unlinked(number))
        if not holds:
            self._doubtful.append(number)
        self.seq, self.seal = number, seal

    def take(self) -> tuple[list[Finding], list[int]]:
        """Return what was found since the last time, and the numbers to look at closely."""
        taken = self._found, self._doubtful
        self._found, self._doubtful = [], []
        return taken


def _unlinked(number: int) -> Finding:
    if number == 1:
        return Finding("genesis", 1, "The book begins with the seal of another client or book.")
    return Finding("link", number, "It does not continue the entry before it.")


def _head_and_last(book: Book) -> tuple[BookHead | None, int]:
    """Read the head and the highest number in one statement, so that writers do not disturb."""
    numbers = Entry.objects.filter(book=OuterRef("book")).order_by("-seq").values("seq")
    head = BookHead.objects.annotate(last_seq=Subquery(numbers[:1])).filter(pk=book.pk).first()
    return head, (getattr(head, "last_seq", None) or 0)


def _tail_findings(head: BookHead, seq: int, last_hash: bytes, last_seq: int) -> Iterator[Finding]:
    if seq < head.seq:
        yield Finding("cut_tail", seq + 1, f"The book has come to {head.seq} but ends at {seq}.")
    elif last_hash != head.head:
        yield Finding("head", seq, "The head of the book is not the seal of its last entry.")
    if last_seq > head.seq:
        yield Finding("beyond_head", last_seq, "It stands beyond the head of the book.")


class Examiner:
    """Looks thoroughly at those entries of one book for which a glance is not enough.

    It too writes `canon` from all that is shown and compares it whole, which no false column,
    commitment or list of files survives; what differs is taken apart to say what it is.
    """

    def __init__(self, book_id: UUID) -> None:
        self._id, self._book = book_id, str(book_id)
        self._seal = functools.partial(sealed_hash, book_id.bytes)
        self.codes = type_codes()
        self.forms = form_hashes()

    def closely(self, numbers: Sequence[int]) -> Iterator[Finding]:
        """Yield what does not hold of the entries with these numbers."""
        for evidence in evidence_about(self._id, numbers) if numbers else ():
            if not self.is_as_written(evidence):
                yield from self.findings(evidence)

    def is_as_written(self, evidence: Evidence) -> bool:
        """Say whether an entry holds in every respect; false may also mean: look closer."""
        entry, said, files = evidence
        if said is None or entry[5] == KIND_PUBLICATION:
            return False
        seq, recorded_us, canon, before, sealed, kind, type_id, form, author, uuid, at = entry
        _, commit, salt, content, is_erased = said
        code = self.codes.get(type_id, "")
        shown = CANON_WITH_GAPS % (
            author,
            self._book,
            uuid,
            commit,
            _facts_in(canon) if FACTS in canon else "",
            ",".join([f'"{file[1]}"' for file in files]) if files else "",
            form,
            "" if form == "0" else f',"form_sha256":"{self.forms.get((type_id, form))}"',
            _quoted(kind),
            instant_of(at),
            _quoted(code),
        )
        return (
            shown == canon
            and self._seal(seq, recorded_us, bytes.fromhex(before), canon).hex() == sealed
            and _is_kept(commit, salt, content, is_erased)
            and (not files or all(_is_true(NamedFile._make(file)) for file in files))
        )

    def findings(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield everything that does not hold of one entry."""
        entry, said = NamedEntry._make(evidence[0]), evidence[1]
        before = bytes.fromhex(entry.prev_hash)
        if self._seal(entry.seq, entry.recorded_us, before, entry.canon).hex() != entry.hash:
            yield Finding("hash", entry.seq, "Its seal does not fit what it says.")
        told = _facts(entry.canon)
        if any(told.get(key) != value for key, value in self._shown_facts(entry).items()):
            yield Finding("columns", entry.seq, "It is shown with other facts than were sealed.")
        yield from self._form_findings(entry, told)
        yield from _content_findings(entry.seq, said and NamedContent._make(said), told)
        yield from _file_findings(entry.seq, [NamedFile._make(row) for row in evidence[2]], told)

    def _form_findings(self, entry: NamedEntry, told: dict[str, Any]) -> Iterator[Finding]:
        """Yield what does not hold of the form it was filled with, or of the one it published."""
        named = {told.get("form"): told.get("form_sha256")}
        if entry.kind == KIND_PUBLICATION and isinstance(facts := told.get("facts"), dict):
            named |= {facts.get("version"): facts.get("version_sha256")}
        for number, sealed in named.items():
            if number != "0" and sealed != self.forms.get((entry.type_id, str(number))):
                yield Finding("form", entry.seq, "Its form is not the one that was sealed.")

    def _shown_facts(self, entry: NamedEntry) -> dict[str, str]:
        return {
            "kind": entry.kind,
            "book": self._book,
            "type": self.codes.get(entry.type_id, ""),
            "form": entry.form_version,
            "author": entry.author_id,
            "occurred_at": instant_of(entry.occurred_at),
            "client_uuid": entry.client_uuid,
        }


def _facts_in(canon: str) -> str:
    """Return the facts of its kind that stand in `canon`: there is nothing to compare them with."""
    try:
        _, end = DECODER.raw_decode(canon, canon.index(FACTS) + len(FACTS))
    except ValueError:
        return ""
    return canon[canon.index(FACTS) : end]


def _content_findings(
    seq: int, said: NamedContent | None, told: dict[str, Any]
) -> Iterator[Finding]:
    if said is None:
        yield Finding("no_content", seq, "What it said is missing.")
    elif said.commit != told.get("content"):
        yield Finding("content", seq, "Its content is not the one that was sealed.")
    elif not _is_kept(*said[1:5]):
        yield Finding("content", seq, "Its content was changed.")


def _file_findings(seq: int, files: list[NamedFile], told: dict[str, Any]) -> Iterator[Finding]:
    if [file.commit for file in files] != told.get("files"):
        yield Finding("files", seq, "Its files are not those that were sealed.")
    for file in files:
        if not _is_true(file):
            yield Finding("file", seq, f"File {file.position} was changed.")


def _is_kept(commit: str, salt: str | None, content: str | None, is_erased: bool) -> bool:  # noqa: FBT001  # a row's columns
    """Say whether content fits its commitment, or was erased by an entry that says so."""
    if salt is None or content is None:
        return is_erased and salt is None and content is None
    known = bytes.fromhex(salt)  # one of another length would have taken from the content, or given
    return len(known) == SALT_BYTES and content_commit(known, content).hex() == commit


def _is_true(file: NamedFile) -> bool:
    """Say whether a file fits its commitment and is shown with the facts that were sealed."""
    if not _is_kept(*file[1:5]):
        return False
    if file.content is None:
        return True
    facts = _facts(file.content)
    return (facts.get("type"), facts.get("size")) == (file.content_type, file.size)


def _facts(text: str) -> dict[str, Any]:
    """Read what was sealed; nothing when somebody put something else there."""
    try:
        facts = json.loads(text)
    except ValueError:
        return {}
    return facts if isinstance(facts, dict) else {}


@functools.lru_cache(maxsize=256)
def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]
