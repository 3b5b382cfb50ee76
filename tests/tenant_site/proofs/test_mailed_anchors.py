import logging
from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any, ClassVar

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client as Browser

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Entry
from tenant_site.proofs.anchoring import anchor_daily, make_anchor
from tenant_site.proofs.mailing import mail_anchors
from tenant_site.proofs.models import AnchorAddress
from tests.tenant_site.books.writing import write_entry
from tests.tenant_site.proofs.test_anchors import DAY

FIRST, SECOND = "a@elsewhere.example", "b@elsewhere.example"


class Refusing(EmailBackend):
    """A mail server that does not take some addresses."""

    refused: ClassVar[set[str]] = set()

    def send_messages(self, messages: Any) -> int:
        if messages[0].to[0] in self.refused:
            raise SMTPRecipientsRefused({})
        return super().send_messages(messages)


@pytest.fixture
def refused(settings: Any, inside_acme: Client) -> set[str]:
    """Two addresses, of which the mail server refuses the first."""
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    Refusing.refused = {FIRST}
    for address in (FIRST, SECOND):
        AnchorAddress.objects.create(email=address)
    return Refusing.refused


def sent() -> list[str]:
    """Return to whom mails went since the last time, and forget them."""
    to = [letter.to[0] for letter in mail.outbox]
    mail.outbox.clear()
    return to


def test_what_an_address_refuses_is_sent_again_and_keeps_no_other_waiting(
    entries: list[Entry],
    refused: set[str],
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True), caplog.at_level(logging.WARNING):
        assert make_anchor(on=DAY)
    assert sent() == [SECOND]
    told = f"The anchor of {DAY} was not taken for {FIRST}, it is sent again next time"
    assert told in caplog.text
    refused.clear()
    mail_anchors()
    assert sent() == [FIRST]
    mail_anchors()
    assert sent() == []


def test_anchors_that_wait_are_sent_in_their_order_on_a_day_without_one_too(
    entries: list[Entry], refused: set[str], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        for days in range(2):
            assert make_anchor(on=DAY + timedelta(days=days))
            write_entry(entries[0].book, entries[0].author)
        assert make_anchor(on=DAY + timedelta(days=2))
    sent()
    refused.clear()
    assert anchor_daily() is None
    subjects = [letter.subject for letter in mail.outbox]
    assert subjects == [f"Acme: anchor of March {day}, 2026" for day in (1, 2, 3)]


def test_a_new_address_is_sent_no_older_anchors(entries: list[Entry], inside_acme: Client) -> None:
    assert make_anchor(on=DAY)
    AnchorAddress.objects.create(email=FIRST)
    mail_anchors()
    assert sent() == []


def test_the_page_names_an_address_that_takes_no_mail(
    entries: list[Entry], refused: set[str], office: Browser, acme: Client
) -> None:
    with tenant_context(acme):
        assert make_anchor(on=DAY)
        mail_anchors()
    page = office.get("/integrity/").content.decode()
    assert f"{FIRST} has not taken the anchors since March 1, 2026." in page
    assert f"{SECOND} has not taken" not in page
