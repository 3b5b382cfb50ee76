from itertools import pairwise

import pytest
from django.conf import settings
from django.test import Client as Browser

from tests.reading import read_page

PATHS = ["/", "/features/", "/pricing/", "/contact/", "/contact/sent/", "/sign-in/"]
LANGUAGES = ["es", "en"]
each_page = pytest.mark.parametrize("path", PATHS)
each_language = pytest.mark.parametrize("language", LANGUAGES)


@each_page
@each_language
def test_a_page_speaks_the_language_of_the_browser(
    website: Browser, path: str, language: str
) -> None:
    response = website.get(path, headers={"accept-language": language})
    assert response.status_code == 200
    assert response.headers["Content-Language"] == language
    assert read_page(response.content).one("html").attributes["lang"] == language


@each_page
def test_a_page_says_different_things_in_each_language(website: Browser, path: str) -> None:
    titles = {
        read_page(website.get(path, {"lang": language}).content).one("title").text
        for language in LANGUAGES
    }
    assert len(titles) == 2


@each_page
@each_language
def test_headings_go_down_one_step_at_a_time(website: Browser, path: str, language: str) -> None:
    levels = read_page(website.get(path, {"lang": language}).content).heading_levels
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@each_page
@each_language
def test_nothing_in_a_page_needs_an_unsafe_content_policy(
    website: Browser, path: str, language: str
) -> None:
    response = website.get(path, {"lang": language})
    page = read_page(response.content)
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert not page.all("style")
    assert all("src" in script.attributes for script in page.all("script"))
    names = {name for element in page.elements for name in element.attributes}
    assert not {name for name in names if name == "style" or name.startswith("on")}


@each_page
def test_everything_a_page_loads_comes_from_this_site(website: Browser, path: str) -> None:
    page = read_page(website.get(path).content)
    loaded = [one.attributes["src"] for one in [*page.all("script"), *page.all("img")]]
    loaded += [one.attributes["href"] for one in page.all("link", rel="stylesheet")]
    assert loaded
    assert all(address.startswith("/static/") for address in loaded)


@each_page
def test_ids_are_unique_and_labels_point_at_fields(website: Browser, path: str) -> None:
    page = read_page(website.get(path).content)
    ids = [one.attributes["id"] for one in page.elements if "id" in one.attributes]
    assert len(ids) == len(set(ids))
    assert {one.attributes["for"] for one in page.all("label")} <= set(ids)


@each_page
def test_links_inside_the_website_lead_somewhere(website: Browser, path: str) -> None:
    for address in read_page(website.get(path).content).internal_links:
        status = website.get(address).status_code
        assert status == 200 or (address == "/language/" and status == 302), address


@each_page
def test_links_to_a_place_in_a_page_find_it(website: Browser, path: str) -> None:
    for link in read_page(website.get(path).content).all("a"):
        address, _, place = link.attributes["href"].partition("#")
        if place:
            there = read_page(website.get(address or path).content)
            assert place in {one.attributes.get("id") for one in there.elements}


@each_page
def test_pictures_have_a_text_or_are_hidden_from_readers(website: Browser, path: str) -> None:
    page = read_page(website.get(path).content)
    assert all("alt" in one.attributes for one in page.all("img"))
    assert all(one.attributes.get("aria-hidden") == "true" for one in page.all("svg"))


@pytest.mark.parametrize("path", ["/", "/features/", "/pricing/", "/contact/"])
def test_search_engines_learn_of_the_other_language(website: Browser, path: str) -> None:
    page = read_page(website.get(path, {"lang": "es"}).content)
    base = f"{settings.PUBLIC_URL}{path}"
    alternates = {
        one.attributes["hreflang"]: one.attributes["href"]
        for one in page.all("link", rel="alternate")
    }
    assert alternates == {"es": f"{base}?lang=es", "en": f"{base}?lang=en", "x-default": base}
    assert page.one("link", rel="canonical").attributes["href"] == f"{base}?lang=es"
    assert page.one("meta", name="description").attributes["content"]
    assert page.one("meta", property="og:title").attributes["content"] in page.one("title").text


@each_page
def test_a_page_asks_the_database_nothing(
    website: Browser, path: str, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]  # a context manager of pytest-django
        website.get(path)


def test_a_theme_once_chosen_is_in_the_page_from_the_start(website: Browser) -> None:
    website.cookies["theme"] = "dark"
    assert read_page(website.get("/").content).one("html").attributes["data-theme"] == "dark"


@pytest.mark.parametrize("theme", ["auto", '"><script>', ""])
def test_an_unknown_theme_is_left_out_of_the_page(website: Browser, theme: str) -> None:
    website.cookies["theme"] = theme
    assert "data-theme" not in read_page(website.get("/").content).one("html").attributes
