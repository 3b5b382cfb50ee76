"""What a fresh workspace begins with, by the kind of place: types of entry and a first book."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop

from tenant_site.books.default_types import DEFAULT_TYPES


@dataclass(frozen=True)
class Pack:
    """A beginning; its texts are English messages, translated when they are shown or used."""

    key: str
    icon: str
    name: str
    about: str
    book_name: str
    type_codes: tuple[str, ...]


PACKS = {
    pack.key: pack
    for pack in (
        Pack(
            "guard-post",
            "shield",
            gettext_noop("Guard post"),
            gettext_noop("Rounds, equipment, visitors, vehicles, orders: all twelve types."),
            gettext_noop("Main gate"),
            tuple(kind.code for kind in DEFAULT_TYPES),
        ),
        Pack(
            "residence",
            "house",
            gettext_noop("Residence"),
            gettext_noop("Visitors, deliveries, vehicles and rounds of a building or a compound."),
            gettext_noop("Front desk"),
            ("001", "003", "004", "006", "007", "0010", "0011", "0012"),
        ),
        Pack(
            "plant",
            "factory",
            gettext_noop("Plant"),
            gettext_noop("Staff, contractors, lorries and goods at the gate of a plant."),
            gettext_noop("Plant gate"),
            ("001", "002", "003", "004", "005", "006", "007", "008", "0010", "0011", "0012"),
        ),
        Pack(
            "hotel",
            "concierge-bell",
            gettext_noop("Hotel"),
            gettext_noop("Shifts, rounds, deliveries and occurrences of a reception desk."),
            gettext_noop("Reception"),
            ("001", "003", "006", "007", "0010", "0011", "0012"),
        ),
        Pack(
            "control-room",
            "monitor",
            gettext_noop("Control room"),
            gettext_noop("Shifts, equipment, orders and occurrences of operators at screens."),
            gettext_noop("Control room"),
            ("001", "002", "008", "009", "0010", "0011", "0012"),
        ),
    )
}
USUAL_PACK = "guard-post"
