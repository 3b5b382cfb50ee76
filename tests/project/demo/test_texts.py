import re
from datetime import UTC, datetime
from typing import Any

import pytest

from project.demo.story import Story
from project.demo.texts import Line

UNTIL = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "host", "written"),
    [
        ("Visita a {host}.", "el ingeniero Duarte", "Visita al ingeniero Duarte."),
        ("Por orden de {host}: nada.", "el ingeniero", "Por orden del ingeniero: nada."),
        ("{host} ingresa.", "el ingeniero", "El ingeniero ingresa."),
        ("Sale. {host} firma.", "don Álvaro", "Sale. Don Álvaro firma."),
        ("Va para {host}.", "el muelle", "Va para el muelle."),
        ("", "el muelle", ""),
    ],
)
def test_gaps_are_filled_as_one_writes_spanish(text: str, host: str, written: str) -> None:
    assert Line(text).filled({"host": host}) == written


def test_no_text_of_the_story_is_badly_put_together() -> None:
    texts = {said for told in Story(UNTIL).tell() for said in _said([told.text, told.values])}
    assert len(texts) > 100
    for text in texts:
        assert not re.search(r"\b(a|de) el\b", text), text
        assert not re.search(r"[.] [a-záéíóúñ]", text), text
        assert not re.search(r"[{}]", text), text


def _said(what: Any) -> list[str]:
    if isinstance(what, str):
        return [what] if " " in what else []
    parts = what.values() if isinstance(what, dict) else what
    return [said for part in parts for said in _said(part)]
