from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tenancy.context import SchemaOnly, tenant_context
from tenancy.media_links import LinkState, link, verify
from tenancy.storage import TenantFileStorage

NAME = "files/2026/11/ab12.jpg"


class InAFolder(SchemaOnly):
    domain_url = "newsbook.example"
    script_prefix = "/w/acme/"


@pytest.fixture
def url(tmp_path: Path, settings: Any) -> Iterator[str]:
    settings.MEDIA_ROOT = tmp_path
    with tenant_context(InAFolder("t_acme")):
        yield TenantFileStorage().url(NAME, "photo.jpg")


def test_a_link_made_in_a_folder_stays_in_it(url: str) -> None:
    assert url.startswith(f"/w/acme/media/{NAME}?e=")
    assert verify("newsbook.example", url) is LinkState.GOOD


@pytest.mark.parametrize("other", ["/", "/w/globex/", "/w/acme2/"])
def test_the_signature_covers_the_folder(url: str, other: str) -> None:
    assert verify("newsbook.example", url.replace("/w/acme/", other)) is LinkState.FORGED


def test_without_a_folder_a_link_begins_at_the_root() -> None:
    assert link("acme.localhost", NAME).startswith(f"/media/{NAME}?e=")
