"""Mails as files: found, opened, read as plain text."""

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.html import strip_tags

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,120}")
NEWEST_COUNT = 200


@dataclass(frozen=True)
class Letter:
    """What a page shows of one mail."""

    name: str
    subject: str
    sender: str
    recipients: str
    sent_at: datetime | None
    text: str


def folder() -> Path:
    """Return where the mails stand."""
    if settings.MAILBOX_FOLDER is None:
        raise ImproperlyConfigured("EMAIL_URL is set: mails are sent, there is no mailbox.")
    return Path(settings.MAILBOX_FOLDER)


def newest() -> list[Letter]:
    """Return the latest mails, newest first."""
    files = sorted(folder().glob("*.eml"), reverse=True)
    return [_read(file) for file in files[:NEWEST_COUNT]]


def find(name: str) -> Letter | None:
    """Return the mail of that name, or None."""
    file = folder() / f"{name}.eml"
    return _read(file) if NAME.fullmatch(name) and file.is_file() else None


def _read(file: Path) -> Letter:
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    return Letter(
        name=file.stem,
        subject=str(message["Subject"] or ""),
        sender=str(message["From"] or ""),
        recipients=str(message["To"] or ""),
        sent_at=parsedate_to_datetime(message["Date"]) if message["Date"] else None,
        text=_text(message),
    )


def _text(message: EmailMessage) -> str:
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    text = str(body.get_content())
    return strip_tags(text) if body.get_content_subtype() == "html" else text
