import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from public_site.models import Client
from tenant_site.entry_forms.definition import Definition
from tenant_site.entry_forms.values import clean_values
from tenant_site.registers.models import PersonType
from tenant_site.registers.requiring import missing
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
