import pytest
from django.template.loader import render_to_string
from django.test import Client as Browser
from django.utils import translation

from tests.reading import read_page

PAGES = ["400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["es", "en"])
def test_an_error_page_needs_no_request_and_no_database(name: str, language: str) -> None:
    with translation.override(language):
        page = read_page(render_to_string(name))
    assert page.one("html").attributes["lang"] == language
    assert page.one("h1").text.strip()
    assert page.one("title").text.strip() != "· News Book"
    assert page.all("a", href="/")


@pytest.mark.parametrize("name", PAGES)
def test_an_error_page_is_told_apart_from_the_others(name: str) -> None:
    code = name[:3]
    with translation.override("en"):
        assert code in read_page(render_to_string(name)).one("main").text


def test_an_unknown_address_of_the_website_gets_the_page(website: Browser) -> None:
    response = website.get("/nowhere/", headers={"accept-language": "en"})
    assert response.status_code == 404
    assert read_page(response.content).one("h1").text == "There is nothing at this address"
