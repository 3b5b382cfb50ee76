"""The lists of an export in words, with what became of their records."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

NAMES = {
    "source": _("Source"),
    "version": _("Version"),
    "timezone": _("Time zone"),
    "exported_at": _("Exported at"),
    "client": _("Client"),
    "locations": _("Places"),
    "points": _("Points"),
    "type_persons": _("Types of person"),
    "persons": _("Persons"),
    "vehicles": _("Vehicles"),
    "materials": _("Materials"),
    "equipment_tools": _("Equipment"),
    "type_news": _("Types of entry"),
    "users": _("Users"),
    "groups": _("Groups"),
    "schedules": _("Schedules"),
    "notifications": _("Notification rules"),
    "access_groups": _("Groups of visitors"),
    "access_entries": _("Passes"),
    "facial_recognition_events": _("Events of devices"),
    "news": _("Entries"),
}


@dataclass(frozen=True)
class ListTold:
    """One list: its name, how many records it has, and what became of them."""

    name: str
    read: int
    parts: tuple[str, ...]
    is_whole: bool


def lists_of(sections: Iterable[Mapping[str, object]]) -> list[ListTold]:
    """Return the lists of a report as its page tells them."""
    return [_told(one) for one in sections]


def _told(one: Mapping[str, object]) -> ListTold:
    section, counts = str(one["section"]), {key: int(str(one[key])) for key in _COUNTED}
    parts = tuple(told(counts[key]) for key, told in _PARTS.items() if counts[key])
    is_whole = counts["accounted"] == counts["read"]
    return ListTold(str(NAMES.get(section, section)), counts["read"], parts, is_whole)


def _moved(count: int) -> str:
    return ngettext("%(count)d moved in", "%(count)d moved in", count) % {"count": count}


def _kept(count: int) -> str:
    return ngettext("%(count)d kept verbatim", "%(count)d kept verbatim", count) % {"count": count}


def _already(count: int) -> str:
    text = ngettext("%(count)d was here already", "%(count)d were here already", count)
    return text % {"count": count}


def _repeated(count: int) -> str:
    text = ngettext("%(count)d stands there twice", "%(count)d stand there twice", count)
    return text % {"count": count}


_PARTS = {"moved": _moved, "kept": _kept, "already": _already, "repeated": _repeated}
_COUNTED = ("read", "accounted", *_PARTS)
