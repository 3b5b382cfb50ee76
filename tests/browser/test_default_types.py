"""Writing each type that a workspace begins with, on a phone in Spanish, at a desk in English."""

import re

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Browser, Page, ViewportSize

from stack.running import Stack
from tests.browser.conftest import NewPage
from tests.browser.looking import OVERFLOW
from tests.browser.workspaces import Workspace, signed_up

WRITTEN = re.compile(r"/entries/\d+/$")
ANSWERS: dict[str, dict[str, str]] = {
    "001": {"f-outgoing-0-name": "Luz", "f-complete": "no", "f-missing": "Una linterna"},
    "002": {"f-equipment-0-name": "Radio", "f-equipment-0-condition": "good"},
    "003": {"f-result": "clear", "f-rounds-0-start": "22:00", "f-rounds-0-end": "22:40"},
    "004": {
        "f-cargo": "yes",
        "f-cargo_vehicles-0-plate": "ABC 123",
        "f-cargo_vehicles-0-movement": "in",
        "f-cargo_vehicles-0-sealed": "yes",
    },
    "005": {"f-employees-0-name": "Eva", "f-employees-0-movement": "out"},
    "006": {
        "f-visitors-0-name": "Teo",
        "f-visitors-0-movement": "in",
        "f-visitors-0-document": "52123456",
        "f-visitors-0-type": "{carrier}",
        "f-visitors-0-company": "Fletes",
        "f-visitors-0-tax_id": "900.1",
        "f-visitors-0-waybill": "77-1",
        "f-belongings-0-description": "Portátil",
        "f-belongings-0-movement": "in",
    },
    "007": {"f-goods-0-description": "Cajas", "f-goods-0-movement": "out"},
    "008": {"f-supervisor": "Ana", "f-looked_at": "book", "f-signature-name": "Ana"},
    "009": {"f-order": "Nadie entra sin carné", "f-given_by": "Ana"},
    "0010": {"f-kind": "fire", "f-severity": "alert", "f-account": "Humo en el sótano"},
    "0011": {"f-authority": "police", "f-officer": "Luis, 4411", "f-reason": "Visita"},
    "0012": {},
}
CARRIER = {"es": "TRANSPORTADOR", "en": "carrier"}  # what carriers must show, a row unfolds
SIZES: dict[str, ViewportSize] = {
    "es": {"width": 320, "height": 640},
    "en": {"width": 1280, "height": 800},
}


@pytest.fixture(scope="module", params=SIZES)
def workspace(request: pytest.FixtureRequest, chromium: Browser, stack: Stack) -> Workspace:
    return signed_up(chromium, stack, f"doce-{request.param}", request.param)


def test_each_default_type_is_written_and_read(workspace: Workspace, new_page: NewPage) -> None:
    language = workspace.slug[-2:]
    page = new_page(locale=language, viewport=SIZES[language])
    workspace.sign_in(page)
    for code, answers in ANSWERS.items():
        page.goto(workspace.address(f"{{book}}write/{code}/"))
        for name, answer in answers.items():
            give(page, name, answer.format(carrier=CARRIER[language]))
        if code == "006":  # a carrier must show a company, and nothing of an institution
            assert page.locator("[name$='-company']").is_visible()
            assert not page.locator("[name$='-institution']").is_visible()
            assert not page.locator("[for$='-company'] .field__optional").is_visible()
        assert wrong(page) == [], code
        page.locator(".form__actions button").click()
        page.wait_for_url(WRITTEN)
        assert (
            page.locator(".answers").count()
            or page.locator(".answers__rows").count()
            or (code == "0012")
        )
    page.goto(workspace.address("{book}"))
    assert page.locator(".entry").count() == len(ANSWERS)
    assert wrong(page) == []


def give(page: Page, name: str, answer: str) -> None:
    control = page.locator(f"[name='{name}']").first
    match control.evaluate("one => one.type"):
        case "radio" | "checkbox":
            page.locator(f"[name='{name}'][value='{answer}']").check()
        case "select-one":
            control.select_option(answer)
        case _:
            control.fill(answer)


def wrong(page: Page) -> list[str]:
    """What axe finds in this size, and what is wider than the screen."""
    page.evaluate(AXE_SCRIPT)
    page.emulate_media(reduced_motion="reduce")
    options = {"resultTypes": ["violations"]}
    result = AxeResults(page.evaluate("options => axe.run(document, options)", options))
    found = [result.generate_report()] if result.violations_count else []
    return found + (["wider than the screen"] if page.evaluate(OVERFLOW) > 0 else [])
