"""What the default types ask in their first version, from the practice of guard posts.

Written in the language in force when they are called: a workspace is furnished in its language.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tenant_site.entry_forms.definition import Definition

Asked = dict[str, Any]
ASKED_BY_TYPE: Final = "tax_id waybill institution received_by access_checked"
PLATE: Final = "plate movement"
OF_A_FIELD: Final = frozenset({"help", "required", "width", "show_if"})


def default_form(code: str) -> Definition | None:
    """Return what a default type asks; None where there is no such type."""
    fields = _FORMS.get(code)
    return Definition.read({"fields": fields()}) if fields else None


def _ask(key: str, kind: str, label: str, **more: Any) -> Asked:
    of_field = {name: more.pop(name) for name in OF_A_FIELD & more.keys()}
    return {"key": key, "kind": kind, "label": label, "settings": more, **of_field}


def _long(key: str, label: str, **more: Any) -> Asked:
    return _ask(key, "text", label, lines=True, **more)


def _options(**labels: str) -> list[dict[str, str]]:
    return [{"key": key, "label": label} for key, label in labels.items()]


def _columns(required: str, shown: str, by_type: str = "") -> Mapping[str, str]:
    said = {"by_type": by_type, "shown": shown, "required": required}
    return {name: how for how, names in said.items() for name in names.split()}


def _if(field: str, *answers: str) -> dict[str, object]:
    return {"field": field, "is": list(answers)}


def _change_of_guard() -> list[Asked]:
    outgoing, incoming = _("Who hands over"), _("Who takes over")
    not_whole = _if("complete", "no")
    return [
        _ask("outgoing", "staff", outgoing, columns=_columns("name", "badge check_out")),
        _ask("incoming", "staff", incoming, columns=_columns("name", "badge check_in status")),
        _ask("complete", "yes_no", _("Is the equipment of the post complete?")),
        _long("missing", _("What is missing or damaged"), required=True, show_if=not_whole),
        _long("open_matters", _("What stays open for the next shift")),
    ]


def _work_equipment() -> list[Asked]:
    columns = _columns("name condition", "amount serial remark")
    return [_ask("equipment", "equipment", _("Equipment"), columns=columns, required=True)]


def _perimeter_round() -> list[Asked]:
    results = _options(clear=_("Nothing to report"), findings=_("There are findings"))
    columns = _columns("start", "number end remark reason")
    found = _if("result", "findings")
    return [
        _ask("result", "choice", _("How was the round?"), options=results),
        _long("findings", _("What was found, and where"), required=True, show_if=found),
        _ask("rounds", "rounds", _("Rounds"), columns=columns),
    ]


def _vehicles() -> list[Asked]:
    light = _columns("plate movement", "kind owner time")
    cargo = _columns(
        "plate movement", "owner time carries loaded trailer seal sealed document review"
    )
    return [
        _ask("cargo", "yes_no", _("Does it carry cargo?"), required=True),
        _ask(
            "vehicles",
            "vehicles",
            _("Vehicles"),
            columns=light,
            required=True,
            show_if=_if("cargo", "no"),
        ),
        _ask(
            "cargo_vehicles",
            "vehicles",
            _("Vehicles with cargo"),
            columns=cargo,
            required=True,
            show_if=_if("cargo", "yes"),
        ),
    ]


def _employees() -> list[Asked]:
    columns = _columns(
        "name movement", "document type time place", by_type=f"company {ASKED_BY_TYPE}"
    )
    return [_ask("employees", "persons", _("Employees"), columns=columns, required=True)]


def _visitors() -> list[Asked]:
    columns = _columns(
        "name movement",
        "document type company time reason place badge_lent",
        by_type=ASKED_BY_TYPE,
    )
    items = _columns("description", "amount make serial movement")
    return [
        _ask("visitors", "persons", _("Visitors"), columns=columns, required=True),
        _ask("belongings", "items", _("What they carry"), columns=items),
    ]


def _goods() -> list[Asked]:
    columns = _columns("description movement", "amount serial document")
    return [
        _ask("goods", "items", _("Goods"), columns=columns, required=True),
        _ask("carrier", "text", _("Who carries them"), width="half"),
        _ask("authorised_by", "text", _("Who authorised it"), width="half"),
        _ask("received_by", "text", _("Who receives them"), width="half"),
        _ask(
            "vehicle",
            "vehicle",
            _("Vehicle that brings or takes them"),
            columns=_columns(PLATE, ""),
        ),
    ]


def _supervisor() -> list[Asked]:
    looked_at = _options(
        uniform=_("Uniform and appearance"),
        equipment=_("Equipment"),
        book=_("News book"),
        orders=_("Standing orders are known"),
        posts=_("All posts are manned"),
    )
    results = _options(good=_("Satisfactory"), remarks=_("With remarks"), bad=_("Not satisfactory"))
    return [
        _ask("supervisor", "text", _("Supervisor"), required=True),
        _ask("arrived", "time", _("Arrived"), width="half"),
        _ask("left", "time", _("Left"), width="half"),
        _ask("looked_at", "choices", _("What was looked at and is in order"), options=looked_at),
        _ask("result", "choice", _("Result"), options=results),
        _long("measures", _("What has to be put right"), show_if=_if("result", "remarks", "bad")),
        _ask("signature", "signature", _("Signature of the supervisor")),
    ]


def _standing_orders() -> list[Asked]:
    return [
        _long("order", _("The order, word for word"), required=True),
        _ask("given_by", "text", _("Who gave it"), required=True),
        _ask("holds_from", "date", _("Holds from"), width="half"),
        _ask("holds_until", "date", _("Holds until"), width="half"),
    ]


def _occurrence() -> list[Asked]:
    kinds = _options(
        intrusion=_("Intrusion"),
        theft=_("Theft"),
        aggression=_("Aggression or fight"),
        fire=_("Fire or smoke"),
        accident=_("Accident or illness"),
        damage=_("Damage"),
        failure=_("Failure of a system"),
        other=pgettext("another kind of occurrence", "Other"),
    )
    called = _options(
        police=_("Police"),
        fire=_("Fire brigade"),
        ambulance=_("Ambulance"),
        supervisor=_("Supervisor"),
        client=_("Client"),
    )
    return [
        _ask("kind", "choice", _("What kind of occurrence?"), options=kinds, required=True),
        _ask("severity", "severity", _("Severity")),
        _long("account", _("What happened, in order"), required=True),
        _ask("place", "point", _("Place"), width="half"),
        _ask("at", "time", _("Time"), width="half"),
        _long("involved", _("Who was involved, and who saw it")),
        _ask("called", "choices", _("Who was called"), options=called),
        _long("measures", _("What was done")),
        _ask("position", "position", _("Position")),
    ]


def _authorities() -> list[Asked]:
    authorities = _options(
        police=_("Police"),
        fire=_("Fire brigade"),
        ambulance=_("Ambulance"),
        labour=_("Labour inspection"),
        health=_("Health authority"),
        justice=_("Court or prosecutor"),
        other=pgettext("another authority", "Other"),
    )
    return [
        _ask("authority", "choice", _("Which authority?"), options=authorities, required=True),
        _ask("officer", "text", _("Name and badge of who came"), required=True),
        _ask("vehicles", "vehicles", _("Vehicles they came in"), columns=_columns(PLATE, "")),
        _ask("order_number", "text", _("Number of the order"), width="half"),
        _ask("arrived", "time", _("Arrived"), width="half"),
        _ask("left", "time", _("Left"), width="half"),
        _long("reason", _("Reason of the visit, and what was done"), required=True),
        _ask("signature", "signature", _("Signature of who came")),
    ]


def _nothing_to_report() -> list[Asked]:
    return []  # what may be sent as it is


_FORMS: Final[Mapping[str, Callable[[], list[Asked]]]] = {
    "001": _change_of_guard,
    "002": _work_equipment,
    "003": _perimeter_round,
    "004": _vehicles,
    "005": _employees,
    "006": _visitors,
    "007": _goods,
    "008": _supervisor,
    "009": _standing_orders,
    "0010": _occurrence,
    "0011": _authorities,
    "0012": _nothing_to_report,
}
