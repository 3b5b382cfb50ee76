from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client as Browser

from public_site.pages.views import MESSAGES_PER_HOUR
from tests.free_ports import free_port
from tests.reading import read_page

MESSAGE = {
    "name": "Ana Ruiz",
    "email": "ana@andina.example",
    "organisation": "Vigilancia Andina",
    "message": "We have forty posts.",
}


@pytest.fixture(autouse=True)
def _contact_address(settings: Any) -> None:
    settings.CONTACT_EMAIL = "people@newsbook.example"


def test_a_message_is_mailed_and_its_writer_told_what_happens_next(
    website: Browser, mailoutbox: list[EmailMessage]
) -> None:
    response = website.post("/es/contact/", MESSAGE, follow=True)
    assert response.redirect_chain == [("/es/contact/sent/", 302)]
    (mail,) = mailoutbox
    assert mail.to == ["people@newsbook.example"]
    assert mail.reply_to == ["ana@andina.example"]
    assert "Ana Ruiz" in mail.subject
    assert "We have forty posts." in mail.body
    assert "Vigilancia Andina" in mail.body


@pytest.mark.parametrize("field", ["name", "email", "message"])
def test_a_missing_field_is_named_and_linked(
    website: Browser, mailoutbox: list[EmailMessage], field: str
) -> None:
    response = website.post("/en/contact/", MESSAGE | {field: ""})
    page = read_page(response.content)
    assert response.status_code == 422
    assert page.all("a", href=f"#id_{field}")
    control = next(one for one in page.elements if one.attributes.get("id") == f"id_{field}")
    assert control.attributes["aria-invalid"] == "true"
    assert f"id_{field}_error" in control.attributes["aria-describedby"].split()
    assert page.one("ul", id=f"id_{field}_error").text.strip()
    assert not mailoutbox


def test_what_was_typed_is_still_there_after_an_error(website: Browser) -> None:
    response = website.post("/es/contact/", MESSAGE | {"email": "nonsense"})
    assert read_page(response.content).one("textarea").text.strip() == "We have forty posts."


def test_a_program_that_fills_every_field_is_thanked_and_not_mailed(
    website: Browser, mailoutbox: list[EmailMessage]
) -> None:
    response = website.post("/es/contact/", MESSAGE | {"website": "https://spam.example"})
    assert response.headers["Location"] == "/es/contact/sent/"
    assert not mailoutbox


def test_a_name_with_a_line_break_makes_no_second_header(
    website: Browser, mailoutbox: list[EmailMessage]
) -> None:
    website.post("/es/contact/", MESSAGE | {"name": "Ana\r\nBcc: all@victim.example"})
    (mail,) = mailoutbox
    assert "\n" not in mail.subject
    assert mail.message()["Bcc"] is None


def test_too_many_messages_within_an_hour_are_refused_and_kept_in_the_form(
    website: Browser, mailoutbox: list[EmailMessage]
) -> None:
    for _ in range(MESSAGES_PER_HOUR):
        assert website.post("/es/contact/", MESSAGE).status_code == 302
    response = website.post("/es/contact/", MESSAGE)
    assert response.status_code == 429
    assert read_page(response.content).one("textarea").text.strip() == MESSAGE["message"]
    assert len(mailoutbox) == MESSAGES_PER_HOUR


def test_one_visitors_messages_do_not_silence_another(
    website: Browser, mailoutbox: list[EmailMessage]
) -> None:
    for _ in range(MESSAGES_PER_HOUR + 1):
        website.post("/es/contact/", MESSAGE, headers={"x-real-ip": "192.0.2.1"})
    response = website.post("/es/contact/", MESSAGE, headers={"x-real-ip": "192.0.2.2"})
    assert response.status_code == 302
    assert len(mailoutbox) == MESSAGES_PER_HOUR + 1


def test_a_message_without_the_forms_token_is_refused(db: None, website: Browser) -> None:
    strict = Browser(enforce_csrf_checks=True, headers={"host": "localhost:8000"})
    response = strict.post("/es/contact/", MESSAGE)
    assert response.status_code == 403
    assert read_page(response.content).one("h1").text


def test_a_mail_server_that_refuses_loses_nothing_that_was_typed(
    website: Browser, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    response = website.post("/en/contact/", MESSAGE)
    page = read_page(response.content)
    assert response.status_code == 503
    assert page.one("textarea").text.strip() == MESSAGE["message"]
    assert "people@newsbook.example" in page.one("div", role="alert").text


def test_without_a_mail_server_the_page_names_the_address_and_shows_no_form(
    website: Browser, settings: Any
) -> None:
    settings.HAS_MAIL = False
    page = read_page(website.get("/en/contact/").content)
    assert page.one("a", href="mailto:people@newsbook.example")
    assert not page.all("form")
