"""Where values and texts speak of one person, and what is left of them without: pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tenant_site.registers.keys import MAX_KEY_LENGTH, key_of_code, key_of_name, signs_of, words_of
from tenant_site.registers.models import Person

_ESCAPED = re.compile(r"\\(?:u[0-9a-f]{4}|.)")  # in JSON
_SHA256 = re.compile(r"[0-9a-f]{64}")
SHORTEST_DOCUMENT = 4  # a shorter one stands in any number


@dataclass(frozen=True)
class About:
    """One person, by the keys of document and name; several where rows of theirs were merged."""

    document_keys: frozenset[str]
    name_keys: frozenset[str]

    @classmethod
    def people(cls, rows: Iterable[Person]) -> "About":
        """Return what these rows of the register are known by."""
        found = list(rows)
        documents = (one.document_key for one in found)
        names = (one.name_key for one in found)
        return cls(frozenset(filter(None, documents)), frozenset(filter(None, names)))

    def may_be_in(self, sealed: str) -> bool:
        """Say of sealed JSON, unread, whether a text or a row in it can be about the person.

        Says no only where both of the others do of all that stands in it.
        """
        if any(len(key) >= MAX_KEY_LENGTH for key in (*self.name_keys, *self.document_keys)):
            return True  # a key that was cut ends in the middle of a word
        plain = _ESCAPED.sub(" ", sealed)
        signs, words = signs_of(plain), f" {words_of(plain)} "
        return any(key in signs for key in self.document_keys) or any(
            f" {key} " in words for key in self.name_keys
        )

    def is_in(self, text: str) -> bool:
        """Say whether a text has a document, however it is spelt, or a whole name."""
        signs, words = signs_of(text), f" {words_of(text)} "
        return any(
            key == signs or (len(key) >= SHORTEST_DOCUMENT and key in signs)
            for key in self.document_keys
        ) or any(
            f" {key} " in words or (len(key) >= MAX_KEY_LENGTH and key == key_of_name(text))
            for key in self.name_keys
        )

    def is_row(self, row: Mapping[str, str]) -> bool:
        """Say whether a row of a form is about the person, by document, else by name."""
        document = key_of_code(row.get("document", ""))
        if document and self.document_keys:
            return document in self.document_keys
        return key_of_name(row.get("name", "")) in self.name_keys

    def left_of(self, said: Mapping[str, Any], *, has_files: bool = True) -> dict[str, Any]:
        """Return what an entry said without what is about the person.

        The person's rows go whole, with what stands in them; elsewhere each answer that names the
        person goes, also by a name that one of these rows spells otherwise. A drawn signature
        goes: nothing says whose it is. The text goes where it names the person. Rows keep their
        places, because others are found by them. Hashes of files go with the files.
        """
        about = self._as_spelt_in(said.get("values", {}))
        values = {
            key: left
            for key, value in said.get("values", {}).items()
            if (has_files or not _is_of_files(value)) and (left := about._left(value)) is not None
        }
        text = said.get("text", "")
        return {**said, "text": "" if about.is_in(text) else text, "values": values}

    def _as_spelt_in(self, values: Mapping[str, Any]) -> "About":
        cells = [one for value in values.values() if isinstance(value, list) for one in value]
        rows = [one for one in cells if isinstance(one, Mapping) and self.is_row(one)]
        spelt = {key_of_name(row.get("name", "")) for row in rows} - {""}
        return replace(self, name_keys=self.name_keys | spelt)

    def _left(self, value: Any) -> Any:
        match value:
            case str():
                return None if self.is_in(value) else value
            case Mapping():
                return None if "strokes" in value or self._names(value) else value
            case list():
                left = [self._left_of_row(one) for one in value]
                return left if any(one != {} and one != "" for one in left) else None
        return value

    def _left_of_row(self, one: Any) -> Any:
        if isinstance(one, Mapping):
            if self.is_row(one):
                return {}
            return {name: cell for name, cell in one.items() if not self.is_in(str(cell))}
        return "" if self.is_in(str(one)) else one

    def _names(self, value: Mapping[str, Any]) -> bool:
        return any(self.is_in(str(part)) for part in value.values())


def _is_of_files(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(one, str) and _SHA256.fullmatch(one) for one in value
    )
