"""The types of entry that every workspace starts with, from the practice of guard posts."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop

from tenant_site.books.models import Severity


@dataclass(frozen=True)
class DefaultType:
    """A type of entry; `name` is an English message to be translated when it is seeded."""

    code: str
    icon: str
    name: str
    severity: Severity = Severity.ROUTINE


DEFAULT_TYPES = (
    DefaultType("001", "arrow-left-right", gettext_noop("Change of guard")),
    DefaultType("002", "clipboard-list", gettext_noop("Work equipment")),
    DefaultType("003", "footprints", gettext_noop("Perimeter round")),
    DefaultType("004", "car", gettext_noop("Vehicle in or out")),
    DefaultType("005", "id-card", gettext_noop("Client's employees in or out")),
    DefaultType("006", "user-round-check", gettext_noop("Visitor control")),
    DefaultType("007", "package", gettext_noop("Goods in or out")),
    DefaultType("008", "user-star", gettext_noop("Supervisor's visit")),
    DefaultType("009", "scroll-text", gettext_noop("Standing orders")),
    DefaultType("0010", "siren", gettext_noop("Important occurrence"), Severity.ALERT),
    DefaultType("0011", "landmark", gettext_noop("Authorities on site"), Severity.NOTICE),
    DefaultType("0012", "circle-check", gettext_noop("Nothing to report")),
)

NOTHING_TO_REPORT = DEFAULT_TYPES[-1].code
