from xml.etree import ElementTree

from django.conf import settings
from django.test import Client as Browser

NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}


def test_robots_are_sent_to_the_sitemap_and_away_from_the_console(website: Browser) -> None:
    response = website.get("/robots.txt")
    assert response.headers["Content-Type"].startswith("text/plain")
    lines = response.content.decode().splitlines()
    assert "Disallow: /admin/" in lines
    assert f"Sitemap: {settings.PUBLIC_URL}/sitemap.xml" in lines


def test_the_sitemap_lists_every_page_in_every_language(website: Browser) -> None:
    tree = ElementTree.fromstring(website.get("/sitemap.xml").content)  # noqa: S314  # our own answer
    places = {place.text for place in tree.iterfind("s:url/s:loc", NAMES)}
    assert places == {
        f"{settings.PUBLIC_URL}{path}?lang={language}"
        for path in ("/", "/features/", "/pricing/", "/contact/")
        for language in ("es", "en")
    }
    for url in tree.iterfind("s:url", NAMES):
        alternates = {link.get("hreflang") for link in url.iterfind("x:link", NAMES)}
        assert alternates == {"es", "en", "x-default"}


def test_every_address_of_the_sitemap_answers(website: Browser) -> None:
    tree = ElementTree.fromstring(website.get("/sitemap.xml").content)  # noqa: S314  # our own answer
    for place in tree.iterfind("s:url/s:loc", NAMES):
        assert place.text is not None
        path = place.text.removeprefix(settings.PUBLIC_URL)
        assert website.get(path).status_code == 200
