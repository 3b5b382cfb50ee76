"""Let something go the way the tests speak of it."""

from typing import Any
from uuid import uuid4

from django.db import connection

from tenant_site.books.models import Entry
from tenant_site.members.models import Member
from tenant_site.privacy.erasing import begin_erasure, run_erasure
from tenant_site.privacy.models import Erasure
from tenant_site.privacy.targets import EntryTarget, PersonTarget
from tenant_site.registers.models import Person


def begin(target: EntryTarget | PersonTarget, by: Member, **given: Any) -> Erasure:
    facts: dict[str, Any] = {
        "id": uuid4(),
        "parts": target.parts,
        "basis": "purpose",
        "asked_by": "person",
        "reason": "Request 2026-4.",
    }
    return begin_erasure(target=target, by=by, **(facts | given))


def erase_entry(entry: Entry, by: Member, *parts: str) -> Erasure:
    target = EntryTarget(entry, list(parts) or ["content", "files"])
    return run_erasure(begin(target, by).pk)


def erase_person(person: Person, by: Member, *parts: str) -> Erasure:
    return run_erasure(begin(PersonTarget(person, list(parts)), by).pk)


def refuse(entry: Entry) -> None:
    """Let the database keep what an entry says, as a rule that nobody foresaw would."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TRIGGER odd BEFORE UPDATE ON books_entrycontent FOR EACH ROW"
            f" WHEN (OLD.entry_id = '{entry.pk}') EXECUTE FUNCTION privacy_refuse()"
        )
