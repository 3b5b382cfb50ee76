"""Take a row out of its list and bring it back: what entries named is never deleted."""

from datetime import datetime

from django.db import transaction

from tenant_site.activity import note
from tenant_site.members.models import Member
from tenant_site.registers.models import Registered


@transaction.atomic
def retire(row: Registered, *, at: datetime, by: Member) -> None:
    """Leave `row` out of lists; who names it again is still recognised."""
    row.retired_at = at
    row.save(update_fields=["retired_at"])
    note("record_retired", by=by, about=str(row))


@transaction.atomic
def bring_back(row: Registered, *, by: Member) -> None:
    """Show `row` in lists again."""
    row.retired_at = None
    row.save(update_fields=["retired_at"])
    note("record_restored", by=by, about=str(row))
