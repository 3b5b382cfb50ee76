import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from public_site.models import Client
from tenant_site.legacy.long_runs import CHUNK_BYTES, RUN_BYTES, Spool, pieces
from tenant_site.legacy.models import LegacyImport
from tenant_site.legacy.old_files import listed_files
from tenant_site.legacy.old_forms import controls_of
from tenant_site.legacy.old_times import instant_of
from tenant_site.legacy.reading import NotAnExport, records
from tests.tenant_site.legacy.conftest import run_import
from tests.tenant_site.legacy.sample import SAMPLE, sample, write

WHOLE = SAMPLE.read_bytes()
PLACE = WHOLE.index(b'"employee"')


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"<html>", "broken at byte 0 "),
        (WHOLE[:5000], "broken at byte 5000 "),
        (WHOLE[:PLACE] + b"x" + WHOLE[PLACE:], f"broken at byte {PLACE} "),
        (WHOLE[: PLACE + 4] + b"\xf1" + WHOLE[PLACE + 4 :], f"broken at byte {PLACE + 5} "),
        (WHOLE + b"{", f"broken at byte {len(WHOLE)} "),
        (b"{\n\n  x", r"\(line 3, column 3\)"),
        (json.dumps(sample()).encode("utf-16"), "UTF-16"),
        (b"[1, 2]", "no object"),
        (b"7", "no object"),
        (b'{"persons": []}', "no list “news”"),
        (b'{"news": {"id": 1}}', "no list “news”"),
        (b'{"news": [' + b"[" * 80 + b"]" * 80 + b"]}", "nested too deep"),
    ],
    ids=[
        *("empty", "blank", "html", "cut-off", "damaged", "latin-1", "more-behind", "position"),
        *("utf-16", "list", "number", "no-entries", "entries-are-an-object", "nested"),
    ],
)
def test_a_file_that_is_no_export_is_refused_with_its_place_and_writes_nothing(
    inside_acme: Client, tmp_path: Path, data: bytes, sentence: str
) -> None:
    path = tmp_path / "export.json"
    path.write_bytes(data)
    with pytest.raises(NotAnExport, match=sentence):
        run_import(inside_acme, path)
    assert not LegacyImport.objects.exists()


def test_a_byte_order_mark_does_no_harm(inside_acme: Client, tmp_path: Path) -> None:
    path = tmp_path / "export.json"
    path.write_bytes(b"\xef\xbb\xbf" + WHOLE)
    assert run_import(inside_acme, path).entries_count == 40


def test_a_key_that_stands_twice_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "export.json"
    path.write_text('{"news": [{"a": 1, "a": 2, "a": 3}]}')
    (record,) = records(path, spool=None)
    assert record.value == {"a": 1, "a (2)": 2, "a (3)": 3}


def test_what_is_not_asked_for_is_counted_and_not_kept(tmp_path: Path) -> None:
    path = write(tmp_path / "export.json", {"news": [{"a": [1]}], "b": {"c": 2}})
    found = list(records(path, spool=None, only=lambda section: section == "b"))
    assert [(one.section, one.value) for one in found] == [("news", None), ("b", {"c": 2})]


near = st.integers(-3, 3)
lengths = st.sampled_from([1, 60, RUN_BYTES, 2 * RUN_BYTES, CHUNK_BYTES]).flatmap(
    lambda length: near.map(lambda more: max(length + more, 0))
)
texts = st.lists(
    st.tuples(st.sampled_from(["A", "/+9=", "é", " ", ',"', "\\"]), lengths), max_size=8
)


@settings(max_examples=40)
@given(texts)
def test_however_long_its_runs_are_a_value_comes_out_as_it_went_in(
    tmp_path_factory: pytest.TempPathFactory, parts: list[tuple[str, int]]
) -> None:
    value = ["".join(letters * (length // len(letters)) for letters, length in parts)]
    path = write(tmp_path_factory.mktemp("runs") / "x.json", {"news": value})
    with Spool() as spool:
        (record,) = records(path, spool=spool)
        assert [spool.inflated(record.value)] == value
        longest = max(map(len, spool.words_in(record.value)), default=0)
        assert longest < 200
        with path.open("rb") as file:
            left = b"".join(one.data for one in pieces(file, spool))
        assert b"A" * RUN_BYTES not in left


def test_a_reading_refers_to_the_same_run_by_the_same_words(tmp_path: Path) -> None:
    path = write(tmp_path / "export.json", {"news": ["x " + "A" * 5000]})

    def read() -> Any:
        with Spool() as spool:
            return spool.as_referred(next(records(path, spool=spool)).value)

    assert read() == read()
    assert read().endswith(":5000")


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00Z", "1899-12-31", "9999-12-31T23:59:59Z"])
def test_a_time_at_the_end_of_the_calendar_is_unreadable(text: str) -> None:
    assert instant_of(text, ZoneInfo("America/Caracas")) is None


def test_a_template_nested_without_end_is_no_template() -> None:
    assert controls_of("[" * 100_000) is None
    assert listed_files("[" * 100_000) is None
