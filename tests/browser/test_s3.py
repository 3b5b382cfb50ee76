"""The same first entry with its photo in S3: chosen by the environment alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from stack.object_store import running_object_store
from stack.running import Stack
from tests.browser.test_first_day import sign_up, write_entry
from tests.prepared import another_stack


@pytest.fixture(scope="module")
def stack_on_s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("s3")
    with running_object_store(folder / "store") as store:
        env = {**store.environment(), "SIGN_UPS_PER_NETWORK": "9999"}
        with another_stack(folder / "var", env=env) as running:
            yield running


def test_photos_are_shown_from_the_bucket_and_from_nowhere_else(
    stack_on_s3: Stack, chromium: Browser, tmp_path: Path
) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="es-CO")
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    sign_up(page, stack_on_s3, "bodega")
    write_entry(page, tmp_path, "Tres fotos en la bodega")
    shown = page.locator("main img[src*='X-Amz-Signature']")
    expect(shown).to_have_count(3)
    for number in range(3):
        assert shown.nth(number).evaluate("async img => (await img.decode(), img.naturalWidth)") > 0
    assert faults == []
    kept = [path for path in (stack_on_s3.var / "media").rglob("*") if path.is_file()]
    assert kept == []
    context.close()
