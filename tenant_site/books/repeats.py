"""Tell a form that was sent twice from one that says something else the second time."""

import unicodedata
from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import models

from tenant_site.books.answering import uuid_of
from tenant_site.books.models import Entry, EntryType
from tenant_site.entry_forms.texts import plain
from tenant_site.files.intake import sha256_of
from tenant_site.members.models import Member


class SentBefore(Exception):
    """The same form said something else before; `first` is what it became: an entry, or a row."""

    def __init__(self, first: models.Model) -> None:
        super().__init__(str(first))
        self.first = first

    @property
    def number(self) -> int:
        """The number of the entry that it became."""
        assert isinstance(self.first, Entry)  # noqa: S101  # for the type checker
        return self.first.seq


class SentOnce(forms.BaseForm):
    """A form with an id of its own: sent twice it does its work once, and other words are told."""

    data: Any

    @cached_property
    def client_uuid(self) -> UUID:
        """The id that this form was shown with, or a new one."""
        return uuid_of(self.data.get("client_uuid", "")) or uuid4()

    def begin_anew(self, notice: str) -> None:
        """Let what was typed since be sent once more, as something further, after a look at it."""
        self.client_uuid = uuid4()
        self.add_error(None, ValidationError(notice, code="sent_before"))


def same_words(one: str, other: str) -> bool:
    """Compare words as people read them, however lines end and letters are composed."""
    return plain(one, lines=True) == plain(other, lines=True)


def says_the_same(
    entry: Entry,
    *,
    author: Member,
    entry_type: EntryType,
    text: str,
    occurred_at: datetime,
    uploads: "Iterable[File[bytes]]",
) -> bool:
    """Say whether all of this stands in `entry` already, so that nothing is lost by a repeat."""
    if (entry.author_id, entry.entry_type_id) != (author.pk, entry_type.pk):
        return False
    if not entry.content.is_shown:
        return True
    if entry.content.text != unicodedata.normalize("NFC", text) or entry.occurred_at != occurred_at:
        return False
    kept = {file.facts.get("sha256") for file in entry.files}
    return all(sha256_of(upload) in kept for upload in uploads)
