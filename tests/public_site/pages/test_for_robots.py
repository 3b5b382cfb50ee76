import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client as Browser
from PIL import Image

from public_site.pages.catalogue import PAGES
from tests.reading import read_page

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


def test_the_sitemap_lists_every_page_in_every_language_with_the_others(
    website: Browser,
) -> None:
    urls = list(_urls(website))
    places = [url.findtext("s:loc", namespaces=NAMES) for url in urls]
    assert len(places) == len(set(places)) == 2 * len(PAGES)
    for url in urls:
        alternates = {
            link.get("hreflang"): link.get("href") for link in url.iterfind("x:link", NAMES)
        }
        assert set(alternates) == {"es", "en", "x-default"}
        assert url.findtext("s:loc", namespaces=NAMES) in alternates.values()


def test_every_address_of_the_sitemap_answers_and_calls_itself_so(website: Browser) -> None:
    for url in _urls(website):
        place = str(url.findtext("s:loc", namespaces=NAMES))
        response = website.get(place.removeprefix(settings.PUBLIC_URL))
        assert response.status_code == (503 if "/status/" in place else 200)
        assert read_page(response.content).one("link", rel="canonical").attributes["href"] == place


def _urls(website: Browser) -> list[ElementTree.Element]:
    tree = ElementTree.fromstring(website.get("/sitemap.xml").content)  # noqa: S314  # our own answer
    return tree.findall("s:url", NAMES)


def test_a_finder_of_a_weakness_learns_whom_to_tell(website: Browser) -> None:
    response = website.get("/.well-known/security.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    lines = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert lines["Contact"] == f"mailto:{settings.CONTACT_EMAIL}"
    left = datetime.fromisoformat(lines["Expires"]) - datetime.now(UTC)
    assert timedelta(days=90) < left < timedelta(days=366)
    assert (
        website.get(lines["Policy"].removeprefix(settings.PUBLIC_URL), follow=True).status_code
        == 200
    )


def test_a_phone_learns_the_name_and_the_pictures(website: Browser) -> None:
    found = json.loads(website.get("/site.webmanifest").content)
    assert found["name"] == "News Book"
    for icon in found["icons"]:
        assert icon["src"].startswith("/static/img/")
    assert website.get("/favicon.ico").headers["Location"].startswith("/static/img/")
    assert {"180x180", "192x192", "512x512"} <= {icon["sizes"] for icon in found["icons"]}


def test_the_pictures_are_as_large_as_is_said(website: Browser) -> None:
    for icon in json.loads(website.get("/site.webmanifest").content)["icons"]:
        path = finders.find(re.sub(r"^/static/|\.[0-9a-f]{12}(?=\.)", "", icon["src"]))
        assert path, icon
        if icon["type"] == "image/png":
            with Image.open(path) as picture:
                assert "{}x{}".format(*picture.size) == icon["sizes"]


@pytest.mark.parametrize(
    "path", ["/robots.txt", "/sitemap.xml", "/site.webmanifest", "/.well-known/security.txt"]
)
def test_what_programs_read_is_kept_for_an_hour_or_more(website: Browser, path: str) -> None:
    first = website.get(path)
    assert "public" in first.headers["Cache-Control"]
    again = website.get(path, headers={"if-none-match": first.headers["ETag"]})
    assert again.status_code == 304


def test_what_search_engines_read_of_a_page_is_whole(website: Browser) -> None:
    kinds = {}
    for path in ("/es/", "/en/pricing/", "/es/docs/people/"):
        block = read_page(website.get(path).content).one("script", type="application/ld+json")
        found = json.loads(block.text)
        assert found["@context"] == "https://schema.org"
        kinds[path] = {thing["@type"]: thing for thing in found["@graph"]}
    assert set(kinds["/es/"]) == {"Organization", "SoftwareApplication"}
    offers = kinds["/en/pricing/"]["SoftwareApplication"]["offers"]
    priced = [plan for plan in settings.PLANS if plan.price is not None]
    assert [offer["price"] for offer in offers] == [f"{plan.price}" for plan in priced]
    page = read_page(website.get("/en/pricing/").content)
    questions = [one["name"] for one in kinds["/en/pricing/"]["FAQPage"]["mainEntity"]]
    assert questions == [one.text for one in page.all("summary")]
    way = kinds["/es/docs/people/"]["BreadcrumbList"]["itemListElement"]
    assert [step["position"] for step in way] == [1, 2, 3]
    for step in way:
        assert website.get(step["item"].removeprefix(settings.PUBLIC_URL)).status_code == 200


def test_a_word_in_the_data_ends_no_script(website: Browser, settings: Any) -> None:
    settings.LEGAL = settings.LEGAL | {"name": "</script><script src=//evil.example>"}
    page = read_page(website.get("/es/").content)
    (block,) = page.all("script", type="application/ld+json")
    assert json.loads(block.text)["@graph"][0]["name"] == settings.LEGAL["name"]
    assert not page.all("script", src="//evil.example")
