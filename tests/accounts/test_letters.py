from typing import Any

import pytest
from django.core import mail
from django.utils.translation import override

from accounts.letters import Letter


def sent(**changes: str) -> mail.EmailMultiAlternatives:
    words = {"code": "123456", "button": "Confirm", "url": "https://newsbook.example/x?a=1&b=2"}
    Letter("A code\nfor you", ["Hello <you>", "& welcome"], **{**words, **changes}).send(
        "a@b.example"
    )
    (letter,) = mail.outbox
    assert isinstance(letter, mail.EmailMultiAlternatives)
    return letter


def test_a_letter_is_readable_as_plain_text() -> None:
    text = str(sent().body)
    assert text.startswith("Hello <you>\n\n& welcome\n\n    123456\n\nConfirm:\n")
    assert "https://newsbook.example/x?a=1&b=2\n" in text


def test_the_page_of_a_letter_escapes_what_people_wrote() -> None:
    page = str(sent().alternatives[0][0])
    assert "Hello &lt;you&gt;" in page
    assert 'href="https://newsbook.example/x?a=1&amp;b=2"' in page
    assert 'lang="en"' in page or 'lang="es"' in page


def test_a_subject_is_one_line() -> None:
    assert sent().subject == "A code for you"


def test_everybody_sees_only_their_own_address() -> None:
    with override("en"):
        Letter("x", ["y"]).send("a@b.example", "c@d.example")
    assert [letter.to for letter in mail.outbox] == [["a@b.example"], ["c@d.example"]]


def nobody_listens(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9


def test_what_has_happened_stands_though_the_mail_server_is_away(
    db: None,
    settings: Any,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: Any,
) -> None:
    nobody_listens(settings)
    with django_capture_on_commit_callbacks(execute=True):
        Letter("x", ["y"]).tell("a@b.example")
    assert "refused" in caplog.text
