from datetime import date

import pytest

from tenant_site.overview.charts import HEIGHT, SHADES, bars, shade
from tenant_site.overview.period import Period
from tenant_site.overview.templatetags.figures import cells


def test_the_highest_bar_fills_the_height_and_one_entry_is_never_invisible() -> None:
    drawn = bars([("a", 1000), ("b", 1), ("c", 0)])
    assert [bar.height for bar in drawn.bars] == [HEIGHT, 1, 0]
    assert all(bar.y + bar.height == HEIGHT for bar in drawn.bars)
    assert (drawn.width, drawn.most) == (30, 1000)


def test_bars_are_drawn_as_one_shape_and_as_bars_that_say_what_they_are() -> None:
    drawn = bars([("<1>", 2), ("b", 0), ("c", 1)])
    assert drawn.outline == "M1 100v-100h8v100zM21 100v-50h8v50z"
    assert drawn.drawn.count("<rect") == 2
    assert "<title>&lt;1&gt;: 2</title>" in drawn.drawn


def test_nothing_stands_in_a_table_as_a_dot() -> None:
    assert cells([0, 7]) == "<td>·</td><td>7</td>"


def test_nothing_at_all_is_drawn_as_nothing() -> None:
    assert [bar.height for bar in bars([("a", 0)]).bars] == [0]
    assert shade(0, 0) == 0


@pytest.mark.parametrize(("number", "dark"), [(0, 0), (1, 1), (50, 3), (100, SHADES)])
def test_the_more_the_darker(number: int, dark: int) -> None:
    assert shade(number, 100) == dark


def test_a_month_is_shown_by_day_and_a_quarter_by_week() -> None:
    month = Period(date(2026, 10, 26), date(2026, 11, 24))
    assert len(list(month.steps())) == 30
    quarter = Period(date(2026, 8, 27), date(2026, 11, 24))
    steps = list(quarter.steps())
    assert (steps[0], steps[-1]) == (date(2026, 8, 24), date(2026, 11, 23))
    assert quarter.step_of(date(2026, 11, 24)) == steps[-1]
