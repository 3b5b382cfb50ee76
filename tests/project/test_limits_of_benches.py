from pathlib import Path

import pytest

from bench import __main__ as bench
from bench.limits import LIMITS, missed
from bench.result import Result


def measured(name: str, **other: float) -> Result:
    return Result(name, {}, {**LIMITS[name], **other})


@pytest.mark.parametrize("name", sorted(LIMITS))
def test_what_is_at_its_limit_holds_and_what_is_above_or_not_measured_is_named(name: str) -> None:
    assert missed(measured(name)) == []
    for key, most in LIMITS[name].items():
        for value, said in ((most + 0.1, str(most + 0.1)), (float("nan"), "nan")):
            sentence = f"{name}: {key} is {said}, {most:g} at most are allowed"
            assert missed(measured(name, **{key: value})) == [sentence]
    assert len(missed(Result(name))) == len(LIMITS[name])


def test_every_limit_is_of_a_bench_that_there_is() -> None:
    assert set(LIMITS) <= set(bench.names())
    assert missed(Result("idle")) == []


@pytest.mark.parametrize(("asked", "is_over"), [(["--assert"], True), ([], False)])
def test_a_run_that_holds_limits_ends_with_what_it_missed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, asked: list[str], is_over: bool
) -> None:
    (tmp_path / "reports.py").write_text("\ndef run(")
    monkeypatch.setattr(bench, "FOLDER", tmp_path)
    monkeypatch.setattr("sys.argv", ["bench", "reports", *asked])
    slow = Result("reports", {}, {"pdf_worker_seconds": 3.5}, [("a", "b")])
    monkeypatch.setattr("bench.reports.run", lambda _arguments: slow)
    if is_over:
        with pytest.raises(SystemExit, match=r"pdf_worker_seconds is 3\.5, 3 at most"):
            bench.main()
    else:
        bench.main()
