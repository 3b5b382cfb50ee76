"""Publish the form of a type: a version that stays, told in every open book."""

from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from tenant_site.books.composing import KIND_PUBLICATION
from tenant_site.books.ledger import record_entry
from tenant_site.books.models import Book, EntryType
from tenant_site.entry_forms.definition import Definition
from tenant_site.entry_forms.models import FormVersion, definition_sha256
from tenant_site.members.models import Member


@transaction.atomic
def publish(*, entry_type: EntryType, definition: Definition, by: Member) -> FormVersion:
    """Let entries of this type be written with `definition` from now on.

    Writes an entry of kind "publication" in every open book; books are locked in the order of
    their ids, and to the end of the transaction. What is published already is returned as it is.

    Raises:
        WritingNotAllowed: `by` does not write in every book.
    """
    EntryType.objects.select_for_update(no_key=True).get(pk=entry_type.pk)  # one after the other
    current = FormVersion.objects.current(entry_type)
    if current is not None and current.sha256 == definition_sha256(definition.canonical()):
        return current
    version = FormVersion.objects.follow(entry_type, definition, after=current, by=by)
    text = _("Version %(number)s of the form “%(type)s” holds from now on.")
    for book in Book.objects.filter(is_open=True).order_by("pk"):
        record_entry(
            book=book,
            author=by,
            entry_type=entry_type,
            text=text % {"number": version.number, "type": entry_type.name},
            occurred_at=version.published_at,
            client_uuid=uuid4(),
            kind=KIND_PUBLICATION,
            facts={"version": str(version.number), "version_sha256": version.sha256},
        )
    return version
