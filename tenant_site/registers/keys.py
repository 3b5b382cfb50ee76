"""By what a register knows its rows again, however they are spelt: pure functions of text."""

import hashlib
import unicodedata
from itertools import combinations
from string import ascii_lowercase, digits

MAX_WORDS = 300  # of one cell of a form
MAX_KEY_LENGTH = 80
LONGEST_FRAGMENT, LEAST_FRAGMENT = 30, 2
_DIGEST_LENGTH = 32
_LEAST_WORD, _MOST_WORDS = 3, 6
LEAST_SLIPPED, MOST_SLIPPED = 5, 20


def key_of_code(text: str) -> str:
    """Return a document, plate, code or serial without spaces, signs, accents and case.

    Empty when `text` has neither letters nor digits: "-" is how people write "none".
    """
    return _bounded(signs_of(text))


def key_of_name(text: str) -> str:
    """Return a name without accents and case, its words one space apart, without signs."""
    return _bounded(words_of(text))


def signs_of(text: str) -> str:
    """Return the letters and digits of `text` of any length, as a code compares them."""
    return "".join(filter(str.isalnum, folded(text)))


def words_of(text: str) -> str:
    """Return the words of `text` of any length, one space apart, as a name compares them."""
    return " ".join("".join(m if m.isalnum() else " " for m in folded(text)).split())


def fragments_of(text: str) -> str:
    """Return the query for rows that have all words of `text` as fragments, or it as one code.

    Empty when there is no word of two letters: it would find everything.
    """
    words = [word[:LONGEST_FRAGMENT] for word in key_of_name(text).split()]
    all_words = " & ".join(f"{word}:*" for word in words if len(word) >= LEAST_FRAGMENT)
    code = key_of_code(text)[:LONGEST_FRAGMENT]
    if len(code) < LEAST_FRAGMENT:
        return ""
    return " | ".join(filter(None, [all_words, f"{code}:*"]))


def some_of(text: str, *, least: int) -> str:
    """Return the query for rows that have `least` (one or two) words of a name; empty for none."""
    words = [word[:LONGEST_FRAGMENT] for word in words_of(text).split() if len(word) >= _LEAST_WORD]
    found = combinations(dict.fromkeys(words[:_MOST_WORDS]), least)
    return " | ".join("(" + " & ".join(f"{word}:*" for word in chosen) + ")" for chosen in found)


def slips_of(key: str) -> set[str]:
    """Return the keys that one slip makes of a document or plate; none of a very short or long one.

    A slip is one sign that is wrong, missing or too much, or two neighbours changed about.
    """
    if not LEAST_SLIPPED <= len(key) <= MOST_SLIPPED:
        return set()
    found = {key[:at] + key[at + 1 :] for at in range(len(key))}
    found |= {key[:at] + key[at + 1] + key[at] + key[at + 2 :] for at in range(len(key) - 1)}
    for at, sign in enumerate(key):
        signs = digits if sign in digits else ascii_lowercase
        found |= {key[:at] + other + key[at + 1 :] for other in signs}
        found |= {key[:at] + other + key[at:] for other in digits}
    return found - {key}


def folded(text: str) -> str:
    """Return `text` as it compares: compatible forms are the same, marks and case are nothing."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(mark for mark in plain if not unicodedata.combining(mark))


def _bounded(key: str) -> str:
    """Keep a key short enough for an index; two long ones still differ."""
    if len(key) <= MAX_KEY_LENGTH:
        return key
    digest = hashlib.sha256(key.encode()).hexdigest()[:_DIGEST_LENGTH]
    return key[: MAX_KEY_LENGTH - _DIGEST_LENGTH] + digest
