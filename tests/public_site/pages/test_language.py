import pytest
from django.test import Client as Browser

from tests.reading import read_page


def language_of(response: object) -> str:
    return read_page(response.content).one("html").attributes["lang"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/?lang=en", "/en/"),
        ("/pricing/?lang=en", "/en/pricing/"),
        ("/es/pricing/?lang=en", "/en/pricing/"),
        ("/en/docs/people/?lang=es", "/es/docs/people/"),
    ],
)
def test_an_old_address_with_a_language_leads_to_its_page_for_good(
    website: Browser, asked: str, led_to: str
) -> None:
    response = website.get(asked, headers={"accept-language": "es"})
    assert (response.status_code, response.headers["Location"]) == (301, led_to)
    assert not response.cookies


def test_a_page_outside_the_catalogue_speaks_the_language_asked_for_and_remembers_it(
    website: Browser,
) -> None:
    assert language_of(website.get("/sign-in/?lang=en", headers={"accept-language": "es"})) == "en"
    assert language_of(website.get("/sign-in/", headers={"accept-language": "es"})) == "en"


@pytest.mark.parametrize("code", ["xx", "", "../es", "es-CO", "//evil.example"])
def test_an_unknown_language_in_the_address_changes_nothing(website: Browser, code: str) -> None:
    response = website.get("/sign-in/", {"lang": code}, headers={"accept-language": "en"})
    assert language_of(response) == "en"
    assert not response.cookies.get("django_language")


@pytest.mark.parametrize(
    ("header", "language"),
    [("es-CO,es;q=0.9", "es"), ("en-GB", "en"), ("ja", "es")],
)
@pytest.mark.parametrize("place", ["", "features/", "docs/people/"])
def test_an_address_without_a_language_leads_to_the_one_of_the_browser(
    website: Browser, header: str, language: str, place: str
) -> None:
    response = website.get(f"/{place}", headers={"accept-language": header})
    assert (response.status_code, response.headers["Location"]) == (302, f"/{language}/{place}")
    assert "Accept-Language" in response.headers["Vary"]


@pytest.mark.parametrize("path", ["/nowhere/", "/es/nowhere/", "/es/docs/terms/", "/fr/pricing/"])
def test_an_unknown_address_leads_nowhere(website: Browser, path: str) -> None:
    assert website.get(path, headers={"accept-language": "en"}).status_code == 404


@pytest.mark.parametrize(
    ("path", "other", "name"),
    [
        ("/es/pricing/", "/en/pricing/", "English"),
        ("/en/", "/es/", "Español"),
        ("/sign-in/?lang=es", "/sign-in/?lang=en", "English"),
    ],
)
def test_a_link_leads_to_the_page_in_the_other_language_in_its_own_words(
    website: Browser, path: str, other: str, name: str
) -> None:
    link = read_page(website.get(path).content).one("a", href=other)
    assert link.text.strip() == name
    assert link.attributes["hreflang"] == link.attributes["lang"]
