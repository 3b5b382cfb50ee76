import re

import pytest

from project.env import CHECKOUT

LOCK = re.compile(r"\b(\w+)\.objects\.select_for_update\(([^)]*)\)")
LOCKED = [
    (match[1], match[2])
    for app in ("public_site", "tenant_site")
    for path in sorted((CHECKOUT / app).rglob("*.py"))
    for match in LOCK.finditer(path.read_text())
]


@pytest.mark.parametrize("model", ["BookHead", "EntryType", "Handover", "LegacyImport"])
def test_a_lock_keeps_nobody_from_writing_what_refers_to_the_row(model: str) -> None:
    asked = [options for name, options in LOCKED if name == model]
    assert asked
    assert all("no_key=True" in options for options in asked)
