import pytest
from django.test import Client as Browser

from tests.reading import read_page


def language_of(response: object) -> str:
    return read_page(response.content).one("html").attributes["lang"]  # type: ignore[attr-defined]


def test_the_switch_brings_people_back_to_the_page_in_the_other_language(
    website: Browser,
) -> None:
    response = website.post("/language/", {"language": "en", "next": "/pricing/"})
    assert response.headers["Location"] == "/pricing/"
    assert language_of(website.get("/pricing/", headers={"accept-language": "es"})) == "en"


def test_the_switch_leads_to_no_other_site(website: Browser) -> None:
    response = website.post("/language/", {"language": "en", "next": "https://evil.example/"})
    assert response.headers["Location"] == "/"


def test_a_language_in_the_address_wins_over_the_browser_and_is_remembered(
    website: Browser,
) -> None:
    assert language_of(website.get("/?lang=en", headers={"accept-language": "es"})) == "en"
    assert language_of(website.get("/features/", headers={"accept-language": "es"})) == "en"


@pytest.mark.parametrize("code", ["xx", "", "../es", "es-CO"])
def test_an_unknown_language_in_the_address_changes_nothing(website: Browser, code: str) -> None:
    response = website.get("/", {"lang": code}, headers={"accept-language": "en"})
    assert language_of(response) == "en"
    assert not response.cookies.get("django_language")


@pytest.mark.parametrize(("header", "language"), [("es-CO,es;q=0.9", "es"), ("en-GB", "en")])
def test_a_regional_browser_gets_its_language(website: Browser, header: str, language: str) -> None:
    assert language_of(website.get("/", headers={"accept-language": header})) == language


def test_a_browser_that_speaks_neither_gets_spanish(website: Browser) -> None:
    assert language_of(website.get("/", headers={"accept-language": "ja"})) == "es"


def test_the_switch_names_each_language_in_its_own_words(website: Browser) -> None:
    page = read_page(website.get("/?lang=es").content)
    assert page.one("button", name="language", value="en").text.strip() == "English"
    page = read_page(website.get("/?lang=en").content)
    assert page.one("button", name="language", value="es").text.strip() == "Español"
