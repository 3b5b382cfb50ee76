"""The letters that stand for a name where there is no picture."""

import re

from django import template

register = template.Library()
SMALL_WORDS = frozenset(
    ("a", "al", "and", "da", "de", "del", "do", "e", "el", "la", "las", "los", "of", "the", "y")
)
WORD = re.compile(r"[^\W_]+")


@register.filter
def initials(name: str) -> str:
    """Return two letters: of the first two words that carry the name, or of the only one."""
    words = WORD.findall(name)
    telling = [word for word in words if word.lower() not in SMALL_WORDS] or words
    if not words:
        return ""
    letters = telling[0][0] + telling[1][0] if len(telling) > 1 else "".join(telling)[:2]
    return letters.upper()
