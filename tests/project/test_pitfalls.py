import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from project.env import CHECKOUT

NAMED = re.compile(r"`(tests/[a-z_/]+\.py::test_[a-z0-9_]+)`")
MAY_NOT_RUN = {"skip", "skipif", "xfail"}
SKIPS = re.compile(r"\b(skip|xfail|importorskip)\(")
COLLECT = """
import inspect, json, sys, pytest
class Seen:
    def pytest_collection_finish(self, session):
        told = [
            {
                "name": item.nodeid.partition("[")[0],
                "marks": [mark.name for mark in item.iter_markers()],
                "source": inspect.getsource(item.function),
            }
            for item in session.items
        ]
        print("\\0" + json.dumps(told))
sys.exit(pytest.main(["--collect-only", "-q", "-p", "no:cacheprovider", *sys.argv[1:]], [Seen()]))
"""


def rows() -> Iterator[tuple[str, list[str]]]:
    """Every pitfall of the table, and the tests that it names."""
    text = Path(CHECKOUT, "docs/pitfalls.md").read_text()
    table = [line for line in text.splitlines() if line.startswith("|")]
    for line in table[2:]:  # below the heading
        pitfall, tests = line.strip("| ").split(" | ")
        yield pitfall, NAMED.findall(tests)


@pytest.fixture(scope="module")
def collected() -> dict[str, list[dict[str, Any]]]:
    """What pytest collects of the files that the table names: each test with all its cases."""
    files = sorted({name.partition("::")[0] for _pitfall, tests in rows() for name in tests})
    done = subprocess.run(
        [sys.executable, "-c", COLLECT, *files],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    told = [line for line in done.stdout.splitlines() if line.startswith("\0")]
    assert told, done.stdout + done.stderr
    found = dict[str, list[dict[str, Any]]]()
    for item in json.loads(told[0].removeprefix("\0")):
        found.setdefault(item["name"], []).append(item)
    return found


def test_the_table_stands_and_every_pitfall_names_its_test() -> None:
    told = dict(rows())
    assert len(told) > 25
    assert [pitfall for pitfall, tests in told.items() if not tests] == []


def test_every_test_that_is_named_is_collected(collected: dict[str, Any]) -> None:
    missing = [name for _pitfall, tests in rows() for name in tests if name not in collected]
    assert missing == []


def test_none_of_them_may_be_skipped_or_fail_in_peace(collected: dict[str, Any]) -> None:
    idle = [
        name
        for _pitfall, tests in rows()
        for name in tests
        for item in collected.get(name, [])
        if MAY_NOT_RUN & set(item["marks"]) or SKIPS.search(item["source"])
    ]
    assert idle == []
