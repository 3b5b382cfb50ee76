"""By what words and marks an entry is found: pure functions of text, the same for both sides.

What is written and what is asked go through the same folding, so accents, case and signs never
keep them apart; the database's dictionary of the language then takes the endings.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from tenant_site.registers.keys import folded, key_of_code, key_of_name
from tenant_site.registers.naming import PERSON, VEHICLE, Named

CONFIGURATIONS = {"es": "pg_catalog.spanish", "en": "pg_catalog.english"}
MAX_WORD = 60
LONGEST_PLATE = 30
LEAST_FRAGMENT = 2
_MOST_BYTES = 4  # of a letter
_PLURALS = (  # the dictionary of Spanish keeps “novedad” and “novedades” apart
    (re.compile(r"ces$"), "z"),
    (re.compile(r"(?<=[^aeiou\W])es$"), ""),
    (re.compile(r"(?<=[aeiou])s$"), ""),
)
_LEAST_PLURAL = 5


def words_of(text: str, *, language: str) -> list[str]:
    """Return the words of `text` as the dictionary of `language` takes them, in their order."""
    plain = "".join(mark if mark.isalnum() else " " for mark in folded(text))
    return [singular(word[:MAX_WORD], language=language) for word in plain.split()]


def capped(parts: Sequence[str], *, most: int) -> list[str]:
    """Return the first of `parts`: as many as have `most` bytes, with a space behind each."""
    if _MOST_BYTES * sum(map(len, parts)) + len(parts) <= most:  # nearly always: nothing to count
        return list(parts)
    ends = itertools.accumulate(len(part.encode()) + 1 for part in parts)
    return [part for part, end in zip(parts, ends, strict=True) if end <= most]


def singular(word: str, *, language: str) -> str:
    """Take a Spanish plural off a folded word; other languages' dictionaries do so themselves."""
    if language != "es" or len(word) < _LEAST_PLURAL:
        return word
    for ending, instead in _PLURALS:
        if ending.search(word):
            return ending.sub(instead, word)
    return word


def configuration(language: str) -> str:
    """Return the database's text search configuration of a workspace's language."""
    return CONFIGURATIONS.get(language, CONFIGURATIONS["en"])


def mark(kind: str, key: UUID | str) -> str:
    """Return the mark of a `type`, `book`, `author` or `severity`."""
    return f":{kind[0]}{key.hex if isinstance(key, UUID) else key}"


def marks_of(named: Iterable[Named]) -> list[str]:
    """Return the marks of whom and what an entry names, by which fragments find them.

    A fragment stands at the beginning of one of a key's ends: `C123` is found in `ABC123` by its
    ends `ABC123 BC123 C123 …`, exactly, with an index that knows beginnings only.
    """
    found = set[str]()
    for one in named:
        if one.register == VEHICLE:
            found |= {f"=v{end}" for end in _ends(one.key)}
        elif one.register == PERSON:
            name = one.columns.get("name_key", "")
            document = one.columns.get("document_key", "")
            found |= {f"=p{word}" for word in name.split()}
            found |= {f"=p{end}" for end in _ends(document)}
    return sorted(found)


def _ends(key: str) -> Iterator[str]:
    short = key[:LONGEST_PLATE]
    return (short[start:] for start in range(len(short) - LEAST_FRAGMENT + 1))


def plate_fragments(text: str) -> list[str]:
    """Return the fragment by which a plate is asked; nothing where it is too short."""
    key = key_of_code(text)[:LONGEST_PLATE]
    return [key] if len(key) >= LEAST_FRAGMENT else []


def person_fragments(text: str) -> list[str]:
    """Return by what a person is asked: each word begins a name, or stands in a document."""
    document = key_of_code(text)[:LONGEST_PLATE]
    if any(letter.isdigit() for letter in document):  # 1.020.334 is one number
        return [document] if len(document) >= LEAST_FRAGMENT else []
    return [word for word in key_of_name(text).split() if len(word) >= LEAST_FRAGMENT]


def lexeme(text: str, *, begins: bool = False) -> str:
    """Write a mark as the database reads it in a query."""
    quoted = text.replace("\\", "\\\\").replace("'", "''")
    return f"'{quoted}'" + (":*" if begins else "")


def any_of(lexemes: Sequence[str]) -> str:
    """Write a query that any of `lexemes` satisfies."""
    return f"({' | '.join(lexemes)})"
