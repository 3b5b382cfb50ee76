from typing import Any
from uuid import uuid4

import pytest
from django.test import Client as Browser

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book, Entry, EntryType
from tenant_site.entry_forms.models import FormVersion
from tenant_site.members.models import Member
from tenant_site.registers.models import Ban, Mention
from tests.tenant_site.books.writing import write_entry
from tests.tenant_site.recognition.conftest import banned_car as banned_car
from tests.tenant_site.recognition.conftest import form as form


@pytest.fixture
def mistyped(acme: Client, acme_book: Book, guard: Member, form: FormVersion) -> Entry:
    """An entry whose plate was read wrongly."""
    with tenant_context(acme):
        return write_entry(
            acme_book,
            guard,
            entry_type=EntryType.objects.get(code="006"),
            form=form,
            values={"cars": [{"plate": "ABC 128", "movement": "in"}]},
        )


def test_a_correction_that_names_somebody_banned_is_warned_of_like_an_entry(
    acme: Client, mistyped: Entry, form: FormVersion, banned_car: Ban, gate: Browser
) -> None:
    address = f"/books/main-gate/entries/{mistyped.seq}/correct/"
    sent: dict[str, Any] = {
        "reason": "Misread.",
        "client_uuid": str(uuid4()),
        "form_version": form.number,
        "occurred_at": "2026-03-01T01:10",
        "f-cars-0-plate": "abc-123",
        "f-cars-0-movement": "in",
    }
    warned = gate.post(address, sent)
    assert warned.status_code == 422
    assert b"Rammed the gate" in warned.content
    assert gate.post(address, sent | {"ban_read": str(banned_car.pk)}).status_code == 302
    with tenant_context(acme):
        written = Entry.objects.get(kind="correction")
        number = str(mistyped.seq)
        assert written.facts == {
            "annuls": number,
            "replaces": number,
            "bans_shown": [str(banned_car.pk)],
        }
        assert Mention.objects.get(entry=written).vehicle == banned_car.vehicle
