import re
from pathlib import Path

from project.env import CHECKOUT

NAMED = re.compile(r"`(tests/[a-z_/]+\.py)::(test_[a-z0-9_]+)`")


def test_every_pitfall_names_a_test_that_exists() -> None:
    rows = [
        row
        for row in Path(CHECKOUT, "docs/pitfalls.md").read_text().splitlines()
        if "tests/" in row
    ]
    named = [NAMED.search(row) for row in rows if row.startswith("| ")]
    assert len(named) > 25
    for found in named:
        assert found
        file, name = found.groups()
        assert f"\ndef {name}(" in Path(CHECKOUT, file).read_text(), name
