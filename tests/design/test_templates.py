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


@pytest.mark.parametrize("kind", INLINE)
def test_no_template_carries_what_the_content_policy_forbids(kind: str) -> None:
    assert [str(path) for path in TEMPLATES if INLINE[kind].search(path.read_text())] == []


def test_every_template_is_found_and_compiles() -> None:
    for parts in (path.parts for path in TEMPLATES):
        name = "/".join(parts[len(parts) - parts[::-1].index("templates") :])
        assert get_template(name)


def test_every_form_that_changes_something_carries_the_token() -> None:
    for path in TEMPLATES:
        for form in re.findall(r"<form\b[^>]*method=.post.*?</form>", path.read_text(), re.S):
            assert "{% csrf_token %}" in form, path
