"""A real SMTP server that keeps what it is sent, and mails read wherever a stack puts them.

`stack` always sends to `smtp_sink`; stacks with another environment keep files in their mailbox.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiosmtpd.controller import Controller

from stack.running import Stack
from tests.free_ports import free_port

CODE = re.compile(r"^\s{4}(\d{6})\s*$", re.MULTILINE)
LINK = re.compile(r"https?://\S+")
_SINKS: dict[int, "SmtpSink"] = {}


@dataclass
class SmtpSink:
    """What arrived, oldest first; `url` is an EMAIL_URL."""

    port: int
    mails: list[EmailMessage] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def mails_to(self, address: str) -> list[EmailMessage]:
        """Return the mails of one recipient, oldest first."""
        return [mail for mail in self.mails if mail["To"] == address]

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  # aiosmtpd calls it so
        self.mails.append(_parsed(envelope.content))
        return "250 Kept"


@contextmanager
def running_sink() -> Iterator[SmtpSink]:
    """Receive mails on a free port for as long as the block lasts."""
    sink = SmtpSink(free_port())
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port, ready_timeout=30)
    controller.start()
    _SINKS[sink.port] = sink
    try:
        yield sink
    finally:
        _SINKS.pop(sink.port, None)
        controller.stop()


@pytest.fixture(scope="session")
def smtp_sink() -> Iterator[SmtpSink]:
    with running_sink() as sink:
        yield sink


def mails_to(stack: Stack, address: str) -> list[EmailMessage]:
    """Return what a stack mailed to `address`, oldest first: from its sink or its mailbox.

    Mails are sent before the page answers, so whoever has seen the page finds the mail.
    """
    url = stack.env.get("EMAIL_URL", "")
    if url:
        return _SINKS[int(urlsplit(url).port or 0)].mails_to(address)
    found = [_parsed(file.read_bytes()) for file in sorted(_mailbox(stack).glob("*.eml"))]
    return [mail for mail in found if mail["To"] == address]


def text_of(mail: EmailMessage) -> str:
    """Return the plain text of a mail."""
    body = mail.get_body(preferencelist=("plain",))
    assert body is not None, "Every mail has a plain text."
    return str(body.get_content())


def code_in(mail: EmailMessage) -> str:
    """Return the six digits that stand alone in a mail."""
    found = CODE.search(text_of(mail))
    assert found, text_of(mail)
    return found[1]


def link_in(mail: EmailMessage) -> str:
    """Return the first link of a mail."""
    found = LINK.search(text_of(mail))
    assert found, text_of(mail)
    return found[0]


def _parsed(raw: bytes) -> EmailMessage:
    mail: EmailMessage = message_from_bytes(raw, policy=policy.default)
    return mail


def _mailbox(stack: Stack) -> Path:
    return stack.var / "mailbox"
