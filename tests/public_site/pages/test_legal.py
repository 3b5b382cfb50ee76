from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.template import engines
from django.test import Client as Browser
from django.utils import translation

from public_site.pages.catalogue import section
from public_site.pages.legal import text_of, unfinished
from tests.reading import read_page

FACTS = {
    "name": "Libro S.A.S.",
    "address": "Calle 26, Bogotá",
    "country": "Colombia",
    "providers": "Hosting: Example GmbH",
}


def test_what_the_operator_must_fill_in_is_marked_in_both_languages(website: Browser) -> None:
    for path in ("/es/legal/terms/", "/en/legal/terms/"):
        marks = read_page(website.get(path).content).all("mark")
        assert {mark.text.split(" · ")[1] for mark in marks} == {
            "LEGAL_NAME]", "LEGAL_ADDRESS]", "LEGAL_COUNTRY]",
        }  # fmt: skip


def test_what_the_operator_says_of_itself_stands_in_every_text(settings: Any) -> None:
    settings.LEGAL = FACTS
    for language in ("es", "en"):
        with translation.override(language):
            for page in section("legal"):
                assert "Libro S.A.S." in text_of(page)
    assert unfinished() == []


def test_a_sign_in_the_operators_name_is_a_sign_and_no_markup(settings: Any) -> None:
    settings.LEGAL = FACTS | {"name": "Pérez & Hijos <script>"}
    with translation.override("es"):
        assert "Pérez &amp; Hijos &lt;script&gt;" in text_of(section("legal")[0])


def test_a_text_of_the_operators_own_takes_the_place_of_ours(
    website: Browser, tmp_path: Path, settings: Any
) -> None:
    (tmp_path / "terms.es.html").write_text("<h2>Nuestro contrato</h2><p>Con {{ name }}.</p>")
    settings.LEGAL = FACTS
    legal = {**settings.TEMPLATES[1]}
    legal["DIRS"] = [tmp_path, *legal["DIRS"]]
    settings.TEMPLATES = [settings.TEMPLATES[0], legal]
    text = read_page(website.get("/es/legal/terms/").content).one("article").text
    assert "Nuestro contrato" in text
    assert "Con Libro S.A.S." in text
    assert "Nuestro" not in website.get("/en/legal/terms/").content.decode()
    assert engines["legal"]


@pytest.mark.parametrize(("is_development", "warned"), [(True, 0), (False, 8)])
def test_operators_are_warned_while_places_are_open(
    settings: Any, is_development: bool, warned: int
) -> None:
    settings.DEVELOPMENT = is_development
    found = [
        one for one in run_checks(include_deployment_checks=True) if one.id == "public_site.W001"
    ]
    assert len(found) == warned
