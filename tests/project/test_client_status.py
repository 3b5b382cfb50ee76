from collections.abc import Callable

import pytest
from django.test import Client as Browser

from public_site.models import Client
from tenant_site.members.models import Member
from tests.reading import read_page


@pytest.fixture
def acme_is(acme: Client) -> Callable[[str], None]:
    def _acme_is(status: str) -> None:
        acme.status = status
        acme.save()

    return _acme_is


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [("suspended", 403, "suspended"), ("preparing", 503, "being prepared")],
)
def test_a_workspace_that_is_not_open_says_so(
    status: str,
    code: int,
    words: str,
    acme_is: Callable[[str], None],
    owner: Member,
    acme: Client,
    browse: Callable[..., Browser],
) -> None:
    acme_is(status)
    answer = browse(acme, owner).get("/")
    assert answer.status_code == code
    assert words in read_page(answer.content).one("h1").text
    assert "script-src 'self'" in answer["Content-Security-Policy"]


def test_a_read_only_workspace_is_read_and_says_that_nothing_was_written(
    acme_is: Callable[[str], None],
    owner: Member,
    acme: Client,
    browse: Callable[..., Browser],
) -> None:
    acme_is("read_only")
    browser = browse(acme, owner)
    assert browser.get("/books/main-gate/").status_code == 200
    answer = browser.post("/books/main-gate/write/001/", {"text": "Lost"})
    assert answer.status_code == 403
    assert "was not written" in read_page(answer.content).one("main").text


@pytest.mark.parametrize(("language", "words"), [("es", "No hay"), ("en", "There is no")])
def test_a_host_that_nobody_has_leads_to_the_main_website(
    acme: Client, language: str, words: str
) -> None:
    answer = Browser(headers={"host": "nobody.example"}).get(
        "/sign-in/", headers={"accept-language": language}
    )
    page = read_page(answer.content)
    assert answer.status_code == 404
    assert words in page.one("h1").text
    assert "nobody" not in page.one("main").text
    assert page.all("a", href="http://localhost:8000/sign-in/")
    assert "script-src 'self'" in answer["Content-Security-Policy"]
