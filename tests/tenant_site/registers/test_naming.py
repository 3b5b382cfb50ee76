from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from tenant_site.entry_forms.definition import Definition
from tenant_site.entry_forms.problems import ValuesRefused
from tenant_site.entry_forms.values import clean_values
from tenant_site.registers.naming import instant_of, named_in
from tests.tenant_site.books.writing import NIGHT
from tests.tenant_site.entry_forms.test_any_form import definitions, sent_to
from tests.tenant_site.registers.gate import GATE, car, visitor

BOGOTA, MADRID = ZoneInfo("America/Bogota"), ZoneInfo("Europe/Madrid")


def names(**sent: object) -> list[tuple[str, str, str, int, str]]:
    found = named_in(GATE, clean_values(GATE, sent), occurred_at=NIGHT)
    return [(one.register, one.key, one.field, one.row, one.column) for one in found]


def test_a_row_names_a_person_by_document_else_by_name() -> None:
    assert names(visitors=[visitor(document="1.020-A"), visitor("José Díaz", document="-")]) == [
        ("person", "document:1020a", "visitors", 0, "document"),
        ("person", "name:jose diaz", "visitors", 1, "name"),
    ]


def test_a_vehicle_and_its_trailer_are_two() -> None:
    assert names(cars=[car("abc 123", trailer="R-777"), car("-")]) == [
        ("vehicle", "abc123", "cars", 0, "plate"),
        ("vehicle", "r777", "cars", 0, "trailer"),
    ]


def test_a_thing_is_known_by_serial_then_code_then_name() -> None:
    rows = [
        {"name": "Radio", "code": "R1", "serial": "S-9"},
        {"name": "Radio", "code": "R1"},
        {"name": "Radio"},
    ]
    assert [key for _, key, *_ in names(things=rows)] == ["serial:s9", "code:r1", "name:radio"]


def test_a_point_is_known_by_its_name_and_a_text_names_nobody() -> None:
    assert names(place="Portón Norte", remark="ABC123") == [
        ("point", "porton norte", "place", 0, "")
    ]


@pytest.mark.parametrize(
    ("zone", "near", "local_time", "expected"),
    [
        (BOGOTA, datetime(2026, 3, 1, 8, 0), "07:30", datetime(2026, 3, 1, 7, 30)),
        (BOGOTA, datetime(2026, 3, 1, 0, 10), "23:50", datetime(2026, 2, 28, 23, 50)),
        (BOGOTA, datetime(2026, 2, 28, 23, 50), "00:10", datetime(2026, 3, 1, 0, 10)),
        (MADRID, datetime(2026, 3, 29, 4, 0), "01:30", datetime(2026, 3, 29, 1, 30)),
        (BOGOTA, datetime(2026, 3, 1, 8, 0), "", datetime(2026, 3, 1, 8, 0)),
    ],
    ids=["same-day", "yesterday", "tomorrow", "summer-time", "none"],
)
def test_a_time_of_day_is_that_of_the_nearest_day(
    zone: ZoneInfo, near: datetime, local_time: str, expected: datetime
) -> None:
    with timezone.override(zone):
        found = instant_of(local_time, near=near.replace(tzinfo=zone).astimezone(UTC))
    assert found == expected.replace(tzinfo=zone)


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_whatever_a_form_takes_can_be_named(data: st.DataObject) -> None:
    definition: Definition = data.draw(definitions())
    try:
        values = clean_values(definition, data.draw(sent_to(definition)))
    except ValuesRefused:
        values = {}
    for one in named_in(definition, values, occurred_at=NIGHT):
        assert one.key.strip()
        assert one.movement in ("", "in", "out")
        assert one.field in values
