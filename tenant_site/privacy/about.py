"""Where values and texts speak of one person, and what is left of them without: pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tenant_site.registers.keys import MAX_KEY_LENGTH, key_of_code, key_of_name, signs_of, words_of
from tenant_site.registers.models import Person

_SHA256 = re.compile(r"[0-9a-f]{64}")
SHORTEST_DOCUMENT = 4  # a shorter one stands in any number


@dataclass(frozen=True)
class About:
    """One person, by the keys of document and name; either may be missing."""

    document_key: str
    name_key: str

    @classmethod
    def person(cls, person: Person) -> "About":
        """Return what a person of the register is known by."""
        return cls(person.document_key, person.name_key)

    def is_in(self, text: str) -> bool:
        """Say whether a text has the document, however it is spelt, or the whole name."""
        document = len(self.document_key) >= SHORTEST_DOCUMENT and (
            self.document_key in signs_of(text) or self.document_key == key_of_code(text)
        )
        if document or not self.name_key:
            return document
        if len(self.name_key) >= MAX_KEY_LENGTH:
            return self.name_key == key_of_name(text)
        return f" {self.name_key} " in f" {words_of(text)} "

    def is_row(self, row: Mapping[str, str]) -> bool:
        """Say whether a row of a form is about the person, by document, else by name."""
        document = key_of_code(row.get("document", ""))
        if document and self.document_key:
            return document == self.document_key
        return bool(self.name_key) and key_of_name(row.get("name", "")) == self.name_key

    def left_of(self, said: Mapping[str, Any], *, has_files: bool = True) -> dict[str, Any]:
        """Return what an entry said without what is about the person.

        The person's rows go whole, with what stands in them; elsewhere each answer that names the
        person goes. A drawn signature goes: nothing says whose it is. The text goes where it names
        the person. Rows keep their places, because others are found by them. Hashes of files go
        with the files.
        """
        values = {
            key: left
            for key, value in said.get("values", {}).items()
            if (has_files or not _is_of_files(value)) and (left := self._left(value)) is not None
        }
        text = said.get("text", "")
        return {**said, "text": "" if self.is_in(text) else text, "values": values}

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
