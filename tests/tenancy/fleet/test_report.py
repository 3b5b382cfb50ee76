from io import StringIO

import pytest

from tenancy.fleet.report import Outcome, Report


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_sees_a_bar_with_rate_and_time_left_and_what_failed_at_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    stream = Terminal()
    with Report(3, stream=stream) as report:
        report.add(Outcome("t_one", "done", migrations=1, how="replay"))
        report.add(Outcome("t_two", "failed", reason="shop.0002: a lock"))
        report.add(Outcome("t_three", "skipped", reason="nothing to do"))
    shown, _, end = stream.getvalue().rpartition("1 done, 1 skipped, 1 failed in ")
    assert "3/3" in shown
    assert "/s" in shown
    assert ":" in shown[shown.index("3/3") :]  # the time left
    assert end.splitlines()[1:] == ["  t_two: shop.0002: a lock"]


def test_elsewhere_each_line_is_an_object_and_the_last_one_counts() -> None:
    stream = StringIO()
    with Report(1, stream=stream) as report:
        report.add(Outcome("t_one", "done"))
    first, last = stream.getvalue().splitlines()
    assert first.startswith('{"schema": "t_one", "state": "done"')
    assert last.startswith('{"report": {"done": 1, "skipped": 0, "failed": 0}')
