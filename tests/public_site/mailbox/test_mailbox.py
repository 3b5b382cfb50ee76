from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives, send_mail
from django.test import Client as Browser

from public_site.mailbox import letters
from tests.reading import read_page

LINK = "http://acme.localhost:8000/enter/abc?x=1&y=2"


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.MAILBOX_FOLDER = tmp_path / "mailbox"
    settings.EMAIL_BACKEND = "public_site.mailbox.backend.EmailBackend"
    return tmp_path / "mailbox"


def write_mail(subject: str = "Your invitation", body: str = f"Enter here: {LINK}\n") -> None:
    send_mail(subject, body, "hello@newsbook.example", ["ana@andina.example"])


def test_an_empty_mailbox_says_what_will_stand_there(website: Browser, folder: Path) -> None:
    page = read_page(website.get("/mailbox/?lang=en").content)
    assert "No mail yet" in page.one("main").text


def test_mails_are_listed_newest_first(website: Browser, folder: Path) -> None:
    for subject in ("First", "Second", "Novedad número 3"):
        write_mail(subject)
    page = read_page(website.get("/mailbox/").content)
    subjects = [link.text for link in page.all("a") if "/mailbox/2" in link.attributes["href"]]
    assert subjects == ["Novedad número 3", "Second", "First"]


def test_a_mail_is_shown_as_text_with_links_to_follow(website: Browser, folder: Path) -> None:
    write_mail()
    (letter,) = letters.newest()
    page = read_page(website.get(f"/mailbox/{letter.name}/").content)
    assert page.one("h1").text == "Your invitation"
    assert "ana@andina.example" in page.one("dl").text
    assert page.one("a", href=LINK).text == LINK


def test_markup_in_a_mail_stays_text(website: Browser, folder: Path) -> None:
    write_mail("<script>alert(1)</script>", "<img src=x onerror=alert(1)> javascript:alert(1)")
    (letter,) = letters.newest()
    for address in ("/mailbox/", f"/mailbox/{letter.name}/"):
        page = read_page(website.get(address).content)
        assert not page.all("img")
        assert all("src" in script.attributes for script in page.all("script"))
        assert not [one for one in page.all("a") if "javascript:" in one.attributes["href"]]


def test_a_mail_with_only_markup_is_shown_without_it(website: Browser, folder: Path) -> None:
    mail = EmailMultiAlternatives("Markup", "", "a@b.example", ["c@d.example"])
    mail.content_subtype = "html"
    mail.body = "<p>Good <b>evening</b></p>"
    mail.send()
    (letter,) = letters.newest()
    assert letter.text.strip() == "Good evening"


@pytest.mark.parametrize("name", ["nothing", "..", "a.b", "%2e%2e", "x" * 200])
def test_a_name_that_is_no_mail_is_not_found(website: Browser, folder: Path, name: str) -> None:
    write_mail()
    assert website.get(f"/mailbox/{name}/").status_code == 404


def test_a_half_written_mail_is_not_listed(website: Browser, folder: Path) -> None:
    folder.mkdir()
    (folder / "20260101-000000.tmp").write_text("Subject: half")
    assert letters.newest() == []
