"""Say in the books that they were restored from a backup: by an entry, nothing is sealed anew."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid5

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tenancy.context import current_tenant
from tenant_site.activity import note
from tenant_site.books.canonical import instant_text
from tenant_site.books.composing import KIND_RECOVERY
from tenant_site.books.ledger import record_entry
from tenant_site.books.models import Book, Entry, EntryType, Severity
from tenant_site.members.models import Member, Role


class NobodyToWriteFor(Exception):
    """The workspace has no active owner, or no type of entry."""


def record_recovery(*, restored_to: datetime, reason: str) -> Iterator[tuple[Book, Entry]]:
    """Append to every book of the workspace in force that it stands as at `restored_to` again.

    Yields each book with its entry; closed ones take it too. Called again for the same moment it
    finds the entries that it wrote, and writes no others and nothing into the log.

    Raises:
        NobodyToWriteFor: there is nobody, or no type, to write it with.
    """
    tenant = current_tenant()
    owner, entry_type = _first_owner(), _most_alarming_type()
    moment = timezone.localtime(restored_to, getattr(tenant, "zone", UTC))
    with translation.override(getattr(tenant, "language", None) or translation.get_language()):
        text = _what_happened(moment, owner, reason)
    instant, is_noted = instant_text(restored_to), True
    for book in Book.objects.order_by("code"):
        client_uuid = uuid5(book.pk, f"{KIND_RECOVERY} {instant}")
        entry = Entry.objects.sent_as(client_uuid, book=book)
        if entry is None:
            is_noted = False
            entry = record_entry(
                book=book,
                author=owner,
                entry_type=entry_type,
                text=text,
                occurred_at=timezone.now(),
                client_uuid=client_uuid,
                kind=KIND_RECOVERY,
                facts={"restored_to": instant},
            )
        yield book, entry
    if not is_noted:
        note("books_restored", about=f"{moment:%Y-%m-%d %H:%M %Z}")


def _what_happened(moment: datetime, owner: Member, reason: str) -> str:
    facts = {
        "moment": f"{moment:%Y-%m-%d %H:%M %Z}",
        "owner": owner.display_name,
        "reason": reason,
    }
    return (
        _(
            "This book was restored from a backup, to its state of %(moment)s. What was written "
            "after that moment is missing, and its numbers are given again, from this entry on. "
            "A mail or report from after it may bear hashes that do not stand here. Nothing was "
            "sealed anew. Written by whoever runs the service, in the name of %(owner)s. "
            "Reason: %(reason)s"
        )
        % facts
    )


def _first_owner() -> Member:
    owners = Member.objects.active().filter(role=Role.OWNER).order_by("created_at", "pk")
    if (owner := owners.first()) is None:
        raise NobodyToWriteFor("It has no active owner.")
    return owner


def _most_alarming_type() -> EntryType:
    offered = list(EntryType.objects.offered())
    alarming = (one for one in offered if one.severity == Severity.ALERT)
    if not offered:
        raise NobodyToWriteFor("It offers no type of entry.")
    return next(alarming, offered[0])
