"""Where a correction keeps its reason: with what it says, so that it can be erased by law.

No field of a form has a key like this: theirs begin with a letter.
"""

from typing import Final

from tenant_site.books.models import Entry

REASON: Final = "_reason"
ANNULS, REPLACES = "annuls", "replaces"


def reason_of(entry: Entry) -> str:
    """Return why `entry` annuls another one; empty once what it says was erased."""
    return str(entry.content.facts.get("values", {}).get(REASON, ""))
