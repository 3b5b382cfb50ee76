from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client as Browser
from PIL import Image

from public_site.pages.screens import FOLDER, SCREENS, SHARE_SIZE
from tests.reading import read_page

MOST_BYTES = {"avif": 22_000, "webp": 40_000}
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def test_every_picture_is_there_in_every_language_small_and_of_its_size() -> None:
    for screen in SCREENS:
        for language in LANGUAGES:
            for kind, most in MOST_BYTES.items():
                place = finders.find(f"{FOLDER}/{screen.name}.{language}.{kind}")
                assert place, f"{screen.name}.{language}.{kind}: run «make screenshots»"
                with open(place, "rb") as file:  # noqa: PTH123  # finders give a string
                    assert len(file.read()) <= most
                    assert Image.open(file).size == (screen.width, screen.height)


def test_every_picture_is_shown_in_the_language_of_the_page_with_words_and_size(
    website: Browser,
) -> None:
    for language in LANGUAGES:
        shown: dict[str, dict[str, str]] = {}
        for path in (f"/{language}/", f"/{language}/features/"):
            page = read_page(website.get(path).content)
            assert len(page.all("source", type="image/avif")) == len(page.all("img"))
            shown |= {
                img.attributes["src"].split("/")[-1]: img.attributes for img in page.all("img")
            }
        assert {name.split(".")[0] for name in shown} == {screen.name for screen in SCREENS}
        for name, attributes in shown.items():
            screen = next(screen for screen in SCREENS if name.startswith(f"{screen.name}."))
            assert f".{language}." in name
            assert attributes["alt"]
            assert (attributes["width"], attributes["height"]) == (
                str(screen.width),
                str(screen.height),
            )
            assert attributes.get("loading") == "lazy" or attributes["fetchpriority"] == "high"


def test_a_link_to_the_site_is_shown_with_a_picture_in_its_language(website: Browser) -> None:
    for language in LANGUAGES:
        page = read_page(website.get(f"/{language}/").content)
        address = page.one("meta", property="og:image").attributes["content"]
        assert f"/static/img/share.{language}." in address
        place = finders.find(f"img/share.{language}.jpg")
        assert place
        with Image.open(place) as picture:
            assert picture.size == SHARE_SIZE
