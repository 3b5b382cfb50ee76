"""Ask the index: newest first, in pages that never shift, counted no further than is worth it.

A page first looks through the newest entries in their order: a common word fills it there at once,
whatever the size of the book. Only what is rare among them is asked of the inverted index, and
what that returns is few. The database never sorts what a common word finds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, Self
from uuid import UUID

from django.db import connection

from tenant_site.books.models import Entry
from tenant_site.finding.indexing import language
from tenant_site.finding.meaning import Question
from tenant_site.finding.words import any_of, configuration, lexeme, mark, words_of

HITS_A_PAGE, COUNTED, LOOKED_THROUGH = 25, 1000, 2000
MOST_IN_A_TABLE = 50_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

STEMS = """
SELECT tsvector_to_array(to_tsvector(%(config)s::regconfig, %(said)s))
"""
WITH_STEMS = """
SELECT word FROM unnest(%(words)s::text[]) word
WHERE to_tsvector(%(config)s::regconfig, word) @@ %(stems)s::tsquery
"""
PAGE = """
WITH newest AS MATERIALIZED (
    SELECT occurred_at, written_at, entry_id
    FROM (
        SELECT occurred_at, written_at, entry_id, words FROM finding_entrywords
        WHERE {where}{before}
        ORDER BY occurred_at DESC, written_at DESC, entry_id DESC LIMIT {looked}
    ) looked
    WHERE {matches} ORDER BY occurred_at DESC, written_at DESC, entry_id DESC LIMIT %(limit)s
), is_page AS MATERIALIZED (
    SELECT count(*) = %(limit)s AS is_full FROM newest
), further AS MATERIALIZED (
    SELECT occurred_at, written_at, entry_id FROM finding_entrywords
    WHERE {where}{before} AND {matches} AND NOT (SELECT is_full FROM is_page)
)
SELECT occurred_at, written_at, entry_id, ({count}) AS count
FROM (
    SELECT * FROM newest WHERE (SELECT is_full FROM is_page) UNION ALL SELECT * FROM further
) page
ORDER BY occurred_at DESC, written_at DESC, entry_id DESC LIMIT %(limit)s
"""
BEFORE = (
    " AND (occurred_at, written_at, entry_id) < (%(occurred_at)s, %(written_at)s, %(entry_id)s)"
)
COUNT = """
SELECT count(*) FROM (
    SELECT FROM finding_entrywords WHERE {where} AND {matches} LIMIT {counted}
) found
"""
COUNT_OF_THE_FIRST_PAGE = """
CASE WHEN (SELECT is_full FROM is_page) THEN ({whole}) ELSE (SELECT count(*) FROM further) END
"""


class Cursor(NamedTuple):
    """Where a page of hits ended."""

    occurred_at: datetime
    written_at: datetime
    entry_id: UUID

    @classmethod
    def of(cls, text: str | None) -> Self | None:
        """Read what an address says; None where it says no place."""
        try:
            *instants, key = (text or "").split(".")
            occurred, written = (_EPOCH + timedelta(microseconds=int(one)) for one in instants)
            return cls(occurred, written, UUID(key))
        except (ValueError, OverflowError):
            return None

    def __str__(self) -> str:
        instants = (self.occurred_at, self.written_at)
        counted = [str((one - _EPOCH) // timedelta(microseconds=1)) for one in instants]
        return ".".join([*counted, self.entry_id.hex])


@dataclass(frozen=True)
class Hits:
    """One page of what was found: the entries, how many there are at least, and what follows."""

    ids: list[UUID]
    stems: list[str]
    count: int = 0
    older: Cursor | None = None
    says_nothing: bool = False

    @property
    def is_more(self) -> bool:
        """Say whether there are more than were counted."""
        return self.count > COUNTED


def find(
    question: Question, *, before: Cursor | None, counts: bool = True, a_page: int | None = None
) -> Hits:
    """Return the newest hits, or those before a cursor: two statements, three with numbers.

    Without words it is one less. What is rare is counted by what a first page found already.

    `says_nothing` where nothing is asked but words that stand everywhere, such as “de la”.
    """
    spoken = language()
    words, *phrases = (
        " ".join(words_of(said, language=spoken))
        for said in (" ".join(question.words), *question.phrases)
    )
    given: dict[str, Any] = {"config": configuration(spoken), "words": words}
    given |= {"said": " ".join([words, *phrases])}
    stems = _rows(STEMS, given)[0][0] if given["said"].strip() else []
    if question.is_out_of_reach or not (stems or question.asks_more_than_words):
        return Hits([], stems, says_nothing=not question.is_out_of_reach)
    where = _where(question, given)
    matches = _matches(question, given, phrases if stems else None)
    given |= before._asdict() if before else {}
    a_page = a_page or HITS_A_PAGE
    given |= {"limit": a_page + 1}
    found = _page(given, where, matches, has_cursor=before is not None, counts=counts)
    shown = found[:a_page]
    older = Cursor(*shown[-1][:3]) if len(found) > a_page else None
    return Hits([row[2] for row in shown], stems, found[0][3] if found else 0, older)


def find_all(question: Question) -> list[UUID]:
    """Return all hits, newest first, and one more than a table may have where they are too many."""
    hits = find(question, before=None, counts=False, a_page=MOST_IN_A_TABLE + 1)
    return hits.ids


def words_with(stems: Sequence[str], words: Sequence[str]) -> set[str]:
    """Return those of `words` that have one of the stems: what a page highlights."""
    if not (stems and words):
        return set()
    given = {
        "config": configuration(language()),
        "words": list(words),
        "stems": any_of([lexeme(stem) for stem in stems]),
    }
    return {row[0] for row in _rows(WITH_STEMS, given)}


def _where(question: Question, given: dict[str, Any]) -> str:
    """Write what the columns must be; the values go into `given`."""
    terms = ["TRUE"]
    if question.since:
        terms.append("occurred_at >= %(since)s")
        given["since"] = question.since
    if question.until:
        terms.append("occurred_at < %(until)s")
        given["until"] = question.until
    if question.numbers:
        entries = Entry.objects.filter(
            seq__in=question.numbers, book__in=[one.pk for one in question.books]
        )
        terms.append("entry_id = ANY(%(ids)s::uuid[])")
        given["ids"] = list(entries.values_list("pk", flat=True))
    return " AND ".join(terms)


def _matches(question: Question, given: dict[str, Any], phrases: Sequence[str] | None) -> str:
    """Write what words and marks must stand in the index; `phrases` None leaves words out."""
    marks, terms = list(question.marks), list[str]()
    if question.is_limited:
        marks.append(any_of([lexeme(mark("book", one.pk)) for one in question.books]))
    if marks:
        terms.append("%(marks)s::tsquery")
        given["marks"] = " & ".join(marks)
    if phrases is not None:
        terms.append("plainto_tsquery(%(config)s::regconfig, %(words)s)")
        for number, phrase in enumerate(phrases):
            terms.append(f"phraseto_tsquery(%(config)s::regconfig, %(phrase{number})s)")
            given[f"phrase{number}"] = phrase
    return f"words @@ ({' && '.join(terms)})" if terms else "TRUE"


def _page(
    given: dict[str, Any], where: str, matches: str, *, has_cursor: bool, counts: bool
) -> list[Any]:
    parts: dict[str, Any] = {"where": where, "matches": matches}
    count = COUNT.format(counted=COUNTED + 1, **parts) if counts else "0"
    if counts and not has_cursor:
        count = COUNT_OF_THE_FIRST_PAGE.format(whole=count)
    parts |= {"count": count, "before": BEFORE if has_cursor else ""}
    return _rows(PAGE.format(looked=LOOKED_THROUGH, **parts), given)


def _rows(sql: str, given: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return list(cursor.fetchall())
