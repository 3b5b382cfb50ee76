from itertools import pairwise

import pytest
from django.conf import settings
from django.test import Client as Browser

from accounts.models import User
from public_site.pages import health
from public_site.pages.catalogue import PAGES
from tests.reading import read_page

CATALOGUE = [
    "" if page.name == "home" else f"{page.section}/{page.name}/".lstrip("/")
    for page in PAGES.values()
]
PLACES = [*CATALOGUE, "contact/sent/"]
LANGUAGES = ["es", "en"]
PATHS = [f"/{language}/{place}" for place in PLACES for language in LANGUAGES]
PATHS += [f"/sign-in/?lang={language}" for language in LANGUAGES]
each_page = pytest.mark.parametrize("path", PATHS)
each_place = pytest.mark.parametrize("place", PLACES)
each_language = pytest.mark.parametrize("language", LANGUAGES)
for_everyone = pytest.mark.parametrize(
    "path",
    [
        f"/{language}/{place}"
        for place in CATALOGUE
        if place != "contact/"
        for language in LANGUAGES
    ],
)


@pytest.fixture(autouse=True)
def _all_parts_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "PARTS", {"database": lambda: True})
    health.MEMORY.forget()


@pytest.fixture
def operator(db: None) -> User:
    return User.objects.create_user("operator@newsbook.example", "x" * 12)


@each_place
@each_language
def test_a_page_speaks_the_language_of_its_address(
    website: Browser, place: str, language: str
) -> None:
    other = next(code for code in LANGUAGES if code != language)
    response = website.get(f"/{language}/{place}", headers={"accept-language": other})
    assert response.status_code == 200
    assert response.headers["Content-Language"] == language
    assert read_page(response.content).one("html").attributes["lang"] == language


@each_place
def test_a_page_says_different_things_in_each_language(website: Browser, place: str) -> None:
    pages = [read_page(website.get(f"/{language}/{place}").content) for language in LANGUAGES]
    for part in ("title", "h1", "main"):
        assert len({page.one(part).text for page in pages}) == 2


@each_page
def test_headings_go_down_one_step_at_a_time(website: Browser, path: str) -> None:
    levels = read_page(website.get(path).content).heading_levels
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@each_page
def test_nothing_in_a_page_needs_an_unsafe_content_policy(website: Browser, path: str) -> None:
    response = website.get(path)
    page = read_page(response.content)
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert not page.all("style")
    data = page.all("script", type="application/ld+json")  # never run, so nothing to allow
    assert all("src" in script.attributes for script in page.all("script") if script not in data)
    names = {name for element in page.elements for name in element.attributes}
    assert not {name for name in names if name == "style" or name.startswith("on")}


@each_page
def test_everything_a_page_loads_comes_from_this_site(website: Browser, path: str) -> None:
    page = read_page(website.get(path).content)
    loaded = [one.attributes["src"] for one in page.elements if "src" in one.attributes]
    loaded += [one.attributes["srcset"] for one in page.elements if "srcset" in one.attributes]
    loaded += [one.attributes["href"] for one in page.all("link", rel="stylesheet")]
    assert loaded
    assert all(address.startswith("/static/") for address in loaded)


@each_page
def test_ids_are_unique_and_labels_point_at_fields(website: Browser, path: str) -> None:
    page = read_page(website.get(path).content)
    ids = [one.attributes["id"] for one in page.elements if "id" in one.attributes]
    assert len(ids) == len(set(ids))
    assert {one.attributes["for"] for one in page.all("label")} <= set(ids)


def test_links_inside_the_website_lead_somewhere(website: Browser) -> None:
    pages = [read_page(website.get(path).content) for path in PATHS]
    for address in {link for page in pages for link in page.internal_links}:
        assert website.get(address, follow=True).status_code == 200, address


def test_links_to_a_place_in_a_page_find_it(website: Browser) -> None:
    pages = {path: read_page(website.get(path).content) for path in PATHS}
    for path, page in pages.items():
        for link in page.all("a"):
            address, _, place = link.attributes["href"].partition("#")
            if place:
                there = pages.get(address or path) or read_page(website.get(address).content)
                assert place in {one.attributes.get("id") for one in there.elements}


@each_page
def test_pictures_have_a_text_or_are_hidden_from_readers(website: Browser, path: str) -> None:
    page = read_page(website.get(path).content)
    assert all("alt" in one.attributes for one in page.all("img"))
    assert all(one.attributes.get("aria-hidden") == "true" for one in page.all("svg"))


@pytest.mark.parametrize("place", CATALOGUE)
@each_language
def test_search_engines_learn_of_the_other_language(
    website: Browser, place: str, language: str
) -> None:
    page = read_page(website.get(f"/{language}/{place}").content)
    alternates = {
        one.attributes["hreflang"]: one.attributes["href"]
        for one in page.all("link", rel="alternate")
    }
    own = {code: f"{settings.PUBLIC_URL}/{code}/{place}" for code in LANGUAGES}
    assert alternates == {**own, "x-default": f"{settings.PUBLIC_URL}/{place}"}
    assert page.one("link", rel="canonical").attributes["href"] == own[language]
    assert page.one("meta", property="og:url").attributes["content"] == own[language]
    assert page.one("meta", name="description").attributes["content"]
    assert page.one("meta", property="og:title").attributes["content"] in page.one("title").text


@for_everyone
def test_a_page_asks_the_database_nothing(
    website: Browser, path: str, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]  # a context manager of pytest-django
        website.get(path)


@for_everyone
def test_a_page_is_the_same_for_everyone_and_caches_may_keep_it(
    website: Browser, path: str, operator: User
) -> None:
    stranger = website.get(path, headers={"accept-language": "en"})
    website.cookies["theme"] = "dark"
    website.cookies["django_language"] = "es"
    website.force_login(operator)
    known = website.get(path, headers={"accept-language": "es"})
    assert known.content == stranger.content
    for response in (stranger, known):
        assert "public" in response.headers["Cache-Control"]
        assert "max-age" in response.headers["Cache-Control"]
        assert "Vary" not in response.headers
        assert not response.cookies


@for_everyone
def test_who_has_the_page_already_is_told_so(website: Browser, path: str) -> None:
    first = website.get(path)
    again = website.get(path, headers={"if-none-match": f"W/{first.headers['ETag']}"})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
    other = website.get(path, headers={"if-none-match": '"of yesterday"'})
    assert other.status_code == 200


@pytest.mark.parametrize("path", ["/es/contact/", "/sign-in/", "/sign-up/"])
def test_a_page_with_a_form_is_kept_by_nobody_and_brings_its_token(
    website: Browser, path: str
) -> None:
    response = website.get(path)
    assert "public" not in response.headers.get("Cache-Control", "")
    assert "Cookie" in response.headers["Vary"]
    assert response.cookies["csrf"]
