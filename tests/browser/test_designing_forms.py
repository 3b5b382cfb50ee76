"""An owner designs a form and publishes it: with a finger, with the keyboard, without scripts."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from stack.running import Stack
from tests.browser.conftest import NewPage
from tests.browser.looking import barriers
from tests.browser.workspaces import Workspace, signed_up

TABLET = {"viewport": {"width": 768, "height": 1024}, "has_touch": True}
PLAIN = """
from tenant_site.books.models import EntryType
EntryType.objects.create(code="weather", name="Weather report", position=99)
"""
FOCUSED = """() => {
    const one = document.activeElement;
    const named = one.labels?.[0]?.textContent || one.getAttribute("aria-label") || one.textContent;
    return named.replace(/\\s+/g, " ").trim();
}"""


@pytest.fixture(scope="module")
def spanish(chromium: Browser, stack: Stack) -> Workspace:
    made = signed_up(chromium, stack, "vigia", "es")
    made.run(PLAIN)
    return made


@pytest.fixture(scope="module")
def english(chromium: Browser, stack: Stack) -> Workspace:
    made = signed_up(chromium, stack, "overlook", "en")
    made.run(PLAIN)
    return made


def names(page: Page) -> list[str]:
    return page.locator("[data-sortable] .designed__name").all_inner_texts()


def drag(page: Page, handle: Locator, onto: Locator) -> None:
    """Press a finger on the handle, and let it go over another field."""
    start, end = handle.bounding_box(), onto.bounding_box()
    assert start
    assert end
    x, y = start["x"] + start["width"] / 2, start["y"] + start["height"] / 2
    touch = page.context.new_cdp_session(page)
    for kind, down in (("touchStart", 0.0), ("touchMove", 0.5), ("touchMove", 1.0)):
        at = {"x": x, "y": y + (end["y"] + 4 - y) * down}
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [at]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_form_is_designed_and_published_on_a_tablet(
    spanish: Workspace, new_page: NewPage
) -> None:
    page = spanish.sign_in(new_page(locale="es", **TABLET))
    page.get_by_role("button", name="Menú").tap()
    page.get_by_role("link", name="Tipos").tap()
    page.get_by_role("link", name="Tipo nuevo").tap()
    page.get_by_label("Nombre").fill("Muelle de carga")
    page.get_by_text("camión", exact=True).locator("..").tap()
    page.get_by_role("button", name="Crear el tipo").tap()
    page.get_by_role("link", name="Agregar el primer campo").tap()
    page.get_by_role("link", name="Selección").tap()
    page.get_by_label("Nombre del campo").fill("Portón")
    page.get_by_label("Respuestas").fill("Norte\nSur")
    page.get_by_role("button", name="Agregar el campo").tap()
    for kind, label in (("Texto", "Motivo"), ("Vehículos", "Camiones")):
        page.get_by_role("link", name="Agregar un campo").tap()
        page.get_by_role("link", name=re.compile(f"^{kind}")).tap()
        page.get_by_label("Nombre del campo").fill(label)
        if label == "Motivo":
            page.get_by_label("Sur", exact=True).tap()
            page.get_by_label("Respuesta obligatoria").tap()
        page.get_by_role("button", name="Agregar el campo").tap()
    expect(page.locator("[data-said]")).to_have_text("Se agregó «Camiones».")
    fields = page.locator("[data-sortable] > li")
    drag(page, fields.nth(2).locator("[data-handle]"), onto=fields.nth(0))
    expect(page.locator("[data-said]")).to_have_text("«Camiones» ahora es el número 1 de 3.")
    assert names(page) == ["Camiones", "Portón", "Motivo"]
    drag(page, fields.nth(2).locator("[data-handle]"), onto=fields.nth(0))
    expect(page.locator(".toast", has_text="por eso queda debajo")).to_be_visible()
    assert names(page) == ["Camiones", "Portón", "Motivo"]
    page.get_by_role("button", name="Quitar «Camiones»").tap()
    expect(page.locator("[data-said]")).to_have_text("Se quitó «Camiones».")
    page.get_by_role("button", name="Deshacer").tap()
    expect(page.locator("[data-said]")).to_have_text("Deshecho: Se quitó «Camiones».")
    assert barriers(page) == []
    page.set_viewport_size({"width": 768, "height": 1024})
    page.get_by_role("link", name="Vista previa").tap()
    expect(page.get_by_label("Motivo")).to_be_hidden()
    page.get_by_label("Sur", exact=True).tap()
    expect(page.get_by_label("Motivo")).to_be_visible()
    page.get_by_role("link", name="Formulario", exact=True).tap()
    page.get_by_role("link", name="Publicar").tap()
    expect(
        page.get_by_text("«Motivo» es un campo nuevo (Texto) de respuesta oblig")
    ).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("button", name="Publicar").tap()
    page.wait_for_url("**/versions/")
    page.get_by_role("link", name="Versión 1").tap()
    expect(page.get_by_role("group", name="Lo que preguntaba")).to_be_visible()
    assert barriers(page) == []


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what is so named has the focus."""
    for _ in range(90):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED).startswith(name):
            return
    raise AssertionError(f"Tab never came to {name!r}.")


def choose(page: Page, name: str, then: str) -> None:
    """Go to a link or button by Tab, press Enter, and come to another page."""
    tab_to(page, name)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(then))


def test_a_form_is_designed_and_published_with_the_keyboard_alone(
    english: Workspace, new_page: NewPage
) -> None:
    page = new_page(viewport={"width": 1280, "height": 800})
    english.sign_in(page, "/types/")
    choose(page, "Weather report", "/types/weather/$")
    choose(page, "Add the first field", "/types/weather/add/$")
    choose(page, "Text", "/add/text/$")
    tab_to(page, "Label")
    page.keyboard.type("Weather")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/types/weather/#field-weather$"))
    choose(page, "Add a field", "/types/weather/add/$")
    choose(page, "Yes or no", "/add/yes_no/$")
    tab_to(page, "Label")
    page.keyboard.type("Gate closed")
    tab_to(page, "Must be filled in")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/types/weather/#field-gate_closed$"))
    tab_to(page, "Move “Gate closed” up")
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Alt+ArrowUp")  # before the answer: waits, and at the top does nothing
    told = "“Gate closed” is number 1 of 2 now."
    expect(page.locator("[data-announce]")).to_have_text(told)
    assert names(page) == ["Gate closed", "Weather"]
    expect(page.get_by_role("button", name="Move “Gate closed” up")).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("[data-announce]")).to_have_text("“Gate closed” is number 2 of 2 now.")
    expect(page.get_by_role("button", name="Move “Gate closed” down")).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("[data-announce]")).to_have_text(told)
    tab_to(page, "Remove “Weather”")
    page.keyboard.press("Enter")
    expect(page.locator("[data-announce]")).to_have_text("“Weather” was removed.")
    tab_to(page, "Undo")
    page.keyboard.press("Enter")
    expect(page.locator("[data-announce]")).to_have_text("Undone: “Weather” was removed.")
    choose(page, "Publish", "/types/weather/publish/$")
    choose(page, "Publish", "/types/weather/versions/$")
    expect(page.get_by_text("“Gate closed” is new (Yes or no), and required")).to_be_visible()


def test_a_form_is_designed_and_published_without_scripts(
    spanish: Workspace, new_page: NewPage
) -> None:
    page = new_page(locale="es", java_script_enabled=False)
    spanish.sign_in(page, "/types/weather/add/time/")
    for kind in ("time", "phone"):
        page.goto(spanish.address(f"/types/weather/add/{kind}/"))
        page.get_by_label("Nombre del campo").fill(kind)
        page.get_by_role("button", name="Agregar el campo").click()
    page.get_by_role("button", name="Subir «phone»").click()
    assert names(page)[-2:] == ["phone", "time"]
    page.get_by_role("button", name="Quitar «time»").click()
    page.get_by_role("button", name="Deshacer").click()
    assert names(page)[-2:] == ["phone", "time"]
    page.get_by_role("link", name="Publicar").click()
    page.get_by_role("button", name="Publicar").click()
    expect(page.get_by_role("heading", name="vigente")).to_be_visible()
