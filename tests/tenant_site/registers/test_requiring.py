import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.datastructures import MultiValueDict

from public_site.models import Client
from tenant_site.books.default_forms import ASKED_BY_TYPE, default_form
from tenant_site.entry_forms.definition import Definition
from tenant_site.entry_forms.html import BoundDefinition, BoundRow
from tenant_site.entry_forms.problems import Problem
from tenant_site.entry_forms.values import clean_values
from tenant_site.registers.default_types import DEFAULT_PERSON_TYPES, DefaultPersonType
from tenant_site.registers.models import PersonType
from tenant_site.registers.requiring import COLUMNS, missing
from tests.tenant_site.registers.gate import Row, visitor

ALL = (
    "name",
    "movement",
    "type",
    "company",
    "tax_id",
    "waybill",
    "institution",
    "received_by",
    "access_checked",
)


def asked(*rows: Row, columns: tuple[str, ...] = ALL) -> list[str]:
    settings = {"columns": dict.fromkeys(columns, "shown")}
    field = {"key": "who", "kind": "persons", "label": "Who", "settings": settings}
    form = Definition.read({"fields": [field]})
    return [one.path for one in missing(form, clean_values(form, {"who": list(rows)}))]


@pytest.mark.parametrize(
    ("row", "paths"),
    [
        (visitor(type="CARRIER"), ["who.0.company", "who.0.tax_id", "who.0.waybill"]),
        (visitor(type="carrier", company="A", tax_id="1", waybill="7"), []),
        (visitor(type="Institution"), ["who.0.institution", "who.0.received_by"]),
        (visitor(type="Client's employee"), ["who.0.access_checked"]),
        (visitor(type="Visitor"), []),
        (visitor(type="Somebody else"), []),
        (visitor(), []),
    ],
    ids=["missing", "given", "institution", "employee", "nothing-more", "unknown", "no-type"],
)
def test_a_person_shows_what_their_type_requires(
    inside_acme: Client, row: Row, paths: list[str]
) -> None:
    assert asked(visitor(), row) == [path.replace(".0.", ".1.") for path in paths]


def test_what_the_form_does_not_show_is_not_asked_for(inside_acme: Client) -> None:
    assert asked(visitor(type="Carrier"), columns=("type", "company")) == ["who.0.company"]


def test_a_type_that_is_not_offered_any_more_asks_for_nothing(inside_acme: Client) -> None:
    PersonType.objects.update(is_active=False)
    assert asked(visitor(type="Carrier")) == []


def test_many_rows_cost_one_query_and_those_without_type_none(inside_acme: Client) -> None:
    with CaptureQueriesContext(connection) as seen:
        asked(*[visitor(type=kind) for kind in ("Carrier", "Visitor", "Contractor")] * 30)
    assert len(seen) == 1
    with CaptureQueriesContext(connection) as seen:
        asked(visitor())
    assert len(seen) == 0


@pytest.mark.parametrize(("code", "key"), [("005", "employees"), ("006", "visitors")])
@pytest.mark.parametrize("kind", DEFAULT_PERSON_TYPES, ids=lambda kind: kind.name)
def test_the_default_forms_ask_for_what_each_default_type_must_show(
    inside_acme: Client, kind: DefaultPersonType, code: str, key: str
) -> None:
    form = default_form(code)
    assert form is not None
    row = visitor(type=kind.name)
    required = [column for what in kind.requires for column in COLUMNS[f"requires_{what}"]]
    found = missing(form, clean_values(form, {key: [row]}))
    assert [one.path for one in found] == [f"{key}.0.{column}" for column in required]
    given = row | dict.fromkeys(required, "yes")
    values = clean_values(form, {key: [given]})
    assert values[key] == [{name: text for name, text in given.items() if text}]
    assert missing(form, values) == []


def test_what_only_some_types_must_show_is_folded_away_until_it_is_said_or_missed() -> None:
    form = default_form("006")
    assert form is not None
    (quick,) = shown(form)
    assert [one.name for one in quick.by_type] == [
        f"f-visitors-0-{column}" for column in ALL if column in ASKED_BY_TYPE.split()
    ]
    assert not {one.name for one in quick.cells} & {one.name for one in quick.by_type}
    assert not quick.is_open
    assert shown(form, **{"f-visitors-0-waybill": "7"})[0].is_open
    missed = Problem("visitors.0.waybill", "required", "Say it.")
    assert shown(form, missed, **{"f-visitors-0-name": "Ana"})[0].is_open


def shown(form: Definition, *problems: Problem, **sent: str) -> list[BoundRow]:
    data = MultiValueDict({name: [text] for name, text in sent.items()})
    return BoundDefinition(form, data, problems).fields[0].rows
