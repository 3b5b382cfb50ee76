"""The kinds of field and their settings, in one sentence each for people without training."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tenant_site.entry_forms.kinds import KINDS, Kind

GROUPS: Sequence[tuple[Promise, Mapping[str, Promise]]] = (
    (
        _("Write and measure"),
        {
            "text": _("Words: a name, a remark, or several lines."),
            "number": _("An amount, with its unit and limits."),
            "date": _("A day, chosen from a calendar."),
            "time": _("A time of day, such as 22:04."),
            "phone": _("A number that can be dialled with one tap."),
        },
    ),
    (
        _("Choose"),
        {
            "choice": _("One answer of a list that you write."),
            "choices": _("Any number of answers of a list that you write."),
            "yes_no": _("A question that is answered by yes or no."),
            "severity": _("How urgently this very entry should be looked at."),
        },
    ),
    (
        _("People, vehicles and things"),
        {
            "person": _("One person, in or out."),
            "persons": _("Visitors and others, in and out, one row each."),
            "vehicle": _("One plate, in or out, and what it carries."),
            "vehicles": _("Plates in and out, and what they carry."),
            "staff": _("Who is on duty, with arrival and condition."),
            "items": _("Things that come in or go out, one row each."),
            "equipment": _("What belongs to the post, and how it was found."),
        },
    ),
    (
        _("Rounds and proof"),
        {
            "rounds": _("Patrols with start and end, or why they were not done."),
            "point": _("One of the places of the rounds."),
            "position": _("Where the writer stands, from the device."),
            "code": _("A bar code or QR code, read by the camera."),
            "files": _("Photos, video, sound and documents."),
            "signature": _("A name, drawn with the finger."),
        },
    ),
    (_("Arrange"), {"heading": _("A title above fields that belong together.")}),
)
SETTINGS: Mapping[tuple[str, str], Promise] = {
    ("text", "lines"): _("Several lines"),
    ("text", "most"): _("Characters at most"),
    ("number", "least"): _("Smallest"),
    ("number", "most"): _("Largest"),
    ("number", "decimals"): _("Decimals at most"),
    ("number", "unit"): _("Unit, such as kg"),
    ("", "options"): _("Answers"),
    ("", "columns"): _("Columns"),
    ("files", "most"): _("Files at most"),
    ("", "most"): _("Rows at most"),
}


@dataclass(frozen=True)
class Card:
    """A kind of field as it is offered."""

    kind: Kind
    sentence: str


def cards() -> list[tuple[str, list[Card]]]:
    """Return every kind in its group, in the order in which they are offered."""
    named = {name for _title, kinds in GROUPS for name in kinds}
    groups = [
        (
            str(title),
            [Card(KINDS[name], str(text)) for name, text in kinds.items() if name in KINDS],
        )
        for title, kinds in GROUPS
    ]
    groups[-1][1].extend(Card(kind, "") for name, kind in KINDS.items() if name not in named)
    return groups


def setting_label(kind: Kind, name: str) -> str:
    """Return what a setting of a kind is called."""
    found = SETTINGS.get((kind.name, name)) or SETTINGS.get(("", name))
    return str(found or name.replace("_", " ").capitalize())
