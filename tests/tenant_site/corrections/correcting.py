"""Correct entries the way the tests speak of it."""

from typing import Any
from uuid import uuid4

from tenant_site.books.models import Entry
from tenant_site.corrections.correcting import correct
from tenant_site.members.models import Member


def correct_entry(annulled: Entry, by: Member, **given: Any) -> Entry:
    """Correct an entry; `given` says what is not ordinary."""
    facts: dict[str, Any] = {
        "reason": "Wrong gate.",
        "text": "North gate closed.",
        "occurred_at": annulled.occurred_at,
        "client_uuid": uuid4(),
    }
    return correct(annulled=annulled, by=by, **(facts | given))
