import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

ROOT = Path(settings.STATICFILES_DIRS[0]).parent
FOLDERS = ("templates", "accounts", "public_site", "tenant_site")
TEMPLATES = sorted(
    path
    for folder in FOLDERS
    for path in (ROOT / folder).rglob("*.html")
    if "templates" in path.parts
)
INLINE = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a script in the page": re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE),
    "an event handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a script as address": re.compile(r"javascript:", re.IGNORECASE),
    "something from elsewhere": re.compile(r"(?:src|<link[^>]*href)=.https?://", re.IGNORECASE),
    "evaluated htmx": re.compile(r"hx-on|hx-vars|hx-vals=.js:", re.IGNORECASE),
}
each_template = pytest.mark.parametrize(
    "template", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix()
)


@each_template
@pytest.mark.parametrize("kind", INLINE)
def test_a_template_carries_nothing_that_the_content_policy_forbids(
    template: Path, kind: str
) -> None:
    assert not INLINE[kind].search(template.read_text())


@each_template
def test_a_template_is_found_and_compiles(template: Path) -> None:
    parts = template.parts
    name = "/".join(parts[len(parts) - parts[::-1].index("templates") :])
    assert get_template(name)


@each_template
def test_a_form_that_changes_something_carries_the_token(template: Path) -> None:
    for form in re.findall(r"<form\b[^>]*method=.post.*?</form>", template.read_text(), re.S):
        assert "{% csrf_token %}" in form
