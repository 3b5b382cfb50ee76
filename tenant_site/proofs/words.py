"""What a check found, in words for people."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Promise] = {
    "no_head": _("The book has lost how far it had come."),
    "gap": _("Entries before this one are missing."),
    "twice": _("This entry, or what it says, is there twice."),
    "link": _("This entry does not continue the one before it."),
    "genesis": _(
        "This book begins with the seal of another workspace, and nothing says that this one was "
        "copied from there: it may have been put in the place of yours."
    ),
    "hash": _("The seal of this entry does not fit what it says."),
    "columns": _("This entry is shown with other facts than were sealed."),
    "form": _("The form of this entry is not the one that was sealed."),
    "content": _("What this entry says was changed."),
    "no_content": _("What this entry said is missing."),
    "files": _("The files of this entry are not those that were sealed."),
    "file": _("What is shown of a file of this entry was changed."),
    "file_bytes": _("The bytes of a file of this entry were changed."),
    "file_missing": _("A file of this entry is missing."),
    "file_unread": _("A file of this entry cannot be read."),
    "cut_tail": _("The end of the book is missing from here on."),
    "head": _("The last seal of the book is another than it was."),
    "beyond_head": _("This entry stands beyond the end of the book."),
    "anchor": _("An anchor was changed."),
    "stamp": _("The time stamp of an anchor is not of that anchor, or was changed."),
    "anchored_tail": _("An entry that was anchored here is missing."),
    "anchored_seal": _("The book was written anew before this entry: its anchor says so."),
    "type_twice": _("Several types of entry have this code: entries may be missing from lists."),
    "correction": _(
        "This entry is shown as annulling another entry than was sealed, or otherwise."
    ),
    "correction_missing": _("This entry annuls another one, and that is not shown."),
    "approval": _("This approval is shown for other entries than were sealed."),
}


@dataclass(frozen=True)
class Told:
    """One finding as a page shows it."""

    place: str
    sentence: Promise | str


def told(findings: list[Any]) -> list[Told]:
    """Return findings in words; one that nobody has words for says what the verifier said."""
    return [Told(place, WORDS.get(code, message)) for code, place, message in findings]
