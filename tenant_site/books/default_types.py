"""The types of entry that every workspace starts with, from the practice of guard posts."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop

from tenant_site.books.models import Severity


@dataclass(frozen=True)
class DefaultType:
    """A type of entry; `name` and `help` are English messages, translated when it is seeded."""

    code: str
    icon: str
    name: str
    help: str
    severity: Severity = Severity.ROUTINE


DEFAULT_TYPES = (
    DefaultType(
        "001",
        "arrow-left-right",
        gettext_noop("Change of guard"),
        gettext_noop("Who leaves and who comes, and in what state the post is."),
    ),
    DefaultType(
        "002",
        "clipboard-list",
        gettext_noop("Work equipment"),
        gettext_noop("Radios, torches, keys: what the post has, and in what condition."),
    ),
    DefaultType(
        "003",
        "footprints",
        gettext_noop("Perimeter round"),
        gettext_noop("Each round along the perimeter, also one that was not done."),
    ),
    DefaultType(
        "004",
        "car",
        gettext_noop("Vehicle in or out"),
        gettext_noop("Every vehicle that comes in or leaves, with its load where it has one."),
    ),
    DefaultType(
        "005",
        "id-card",
        gettext_noop("Client's employees in or out"),
        gettext_noop("People who work here, when their coming or going is noted."),
    ),
    DefaultType(
        "006",
        "user-round-check",
        gettext_noop("Visitor control"),
        gettext_noop("Whoever visits, with what they bring along; once more when they leave."),
    ),
    DefaultType(
        "007",
        "package",
        gettext_noop("Goods in or out"),
        gettext_noop("Parcels, material and equipment that come in or leave, and who allowed it."),
    ),
    DefaultType(
        "008",
        "user-star",
        gettext_noop("Supervisor's visit"),
        gettext_noop("What the supervisor looked at, and what has to be put right."),
    ),
    DefaultType(
        "009",
        "scroll-text",
        gettext_noop("Standing orders"),
        gettext_noop("What is to be done at this post from now on, word for word."),
    ),
    DefaultType(
        "0010",
        "siren",
        gettext_noop("Important occurrence"),
        gettext_noop("Theft, fire, accident, damage: whatever somebody must hear of at once."),
        Severity.ALERT,
    ),
    DefaultType(
        "0011",
        "landmark",
        gettext_noop("Authorities on site"),
        gettext_noop("Police, fire brigade, inspectors: who came, why, and with what order."),
        Severity.NOTICE,
    ),
    DefaultType(
        "0012",
        "circle-check",
        gettext_noop("Nothing to report"),
        gettext_noop("The round is done and all is in order."),
    ),
)

NOTHING_TO_REPORT = DEFAULT_TYPES[-1].code
