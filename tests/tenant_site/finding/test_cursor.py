from datetime import UTC, datetime
from uuid import UUID

import pytest

from tenant_site.finding.searching import Cursor


@pytest.mark.parametrize("year", [1950, 2026])
def test_a_place_is_read_as_it_was_written(year: int) -> None:
    at = datetime(year, 3, 1, 6, 10, 0, 7, tzinfo=UTC)
    place = Cursor(at, datetime(2026, 3, 1, tzinfo=UTC), UUID(int=7))
    assert Cursor.of(str(place)) == place


@pytest.mark.parametrize("text", [None, "", "rubbish", "1.2", "1.2.x", f"{9**30}.1.{UUID(int=7)}"])
def test_what_says_no_place_begins_anew(text: str | None) -> None:
    assert Cursor.of(text) is None
