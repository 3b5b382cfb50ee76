"""Where a correction keeps its reason: with what it says, so that it can be erased by law.

No field of a form has a key like this: theirs begin with a letter.
"""

from typing import Final

from tenant_site.books.models import Entry

REASON: Final = "_reason"
ANNULS, REPLACES = "annuls", "replaces"


def right_values(entry: Entry) -> dict[str, object]:
    """Return what `entry` answers to its form, without the reason that a correction has."""
    return {key: one for key, one in entry.content.values.items() if key != REASON}


def reason_of(entry: Entry) -> str:
    """Return why `entry` annuls another one; empty once what it says was erased."""
    return str(entry.content.facts.get("values", {}).get(REASON, ""))
