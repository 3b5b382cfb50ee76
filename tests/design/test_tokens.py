import re
from pathlib import Path

import pytest
from django.conf import settings

CSS = Path(settings.STATICFILES_DIRS[0]) / "css"
DECLARATION = re.compile(r"--([a-z0-9-]+):\s*([^;]+);")
TEXTS = [
    ("ink", "paper"),
    ("ink", "surface"),
    ("ink", "sunken"),
    ("ink-soft", "paper"),
    ("ink-soft", "surface"),
    ("ink-soft", "sunken"),
    ("accent", "paper"),
    ("accent", "surface"),
    ("accent-strong", "accent-soft"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("warning", "warning-soft"),
    ("danger", "danger-soft"),
    ("danger", "surface"),
    ("success", "success-soft"),
]
EDGES = [
    ("focus", "paper"),
    ("focus", "surface"),
    ("line-strong", "paper"),
    ("line-strong", "surface"),
    ("danger-line", "surface"),
]


def blocks() -> dict[str, dict[str, str]]:
    text = (CSS / "tokens.css").read_text()
    light, system, chosen = re.split(r":root\S* \{", text)[1:]
    return {
        "light": dict(DECLARATION.findall(light)),
        "dark by the system": dict(DECLARATION.findall(system)),
        "dark by choice": dict(DECLARATION.findall(chosen)),
    }


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def test_dark_is_the_same_whoever_chose_it() -> None:
    found = blocks()
    assert found["dark by the system"] == found["dark by choice"]
    assert set(found["dark by choice"]) <= set(found["light"])


@pytest.mark.parametrize("scheme", ["light", "dark by choice"])
@pytest.mark.parametrize(("text", "ground"), TEXTS)
def test_text_can_be_read_on_its_ground(scheme: str, text: str, ground: str) -> None:
    colours = blocks()[scheme]
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark by choice"])
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_edges_and_the_focus_ring_can_be_seen(scheme: str, edge: str, ground: str) -> None:
    colours = blocks()[scheme]
    assert contrast(colours[edge], colours[ground]) >= 3


@pytest.mark.parametrize("sheet", sorted(CSS.glob("*.css")), ids=lambda path: path.name)
def test_every_property_that_a_sheet_uses_is_a_token(sheet: Path) -> None:
    defined = set(DECLARATION.findall("".join(path.read_text() for path in CSS.glob("*.css"))))
    used = re.findall(r"var\(--([a-z0-9-]+)\)", sheet.read_text())
    assert set(used) <= {name for name, _value in defined}
