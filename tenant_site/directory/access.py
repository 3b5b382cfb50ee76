"""The only ways in which a view gets a row of a register."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.urls import reverse

from tenant_site.directory.kinds import Kind, kind_of_row
from tenant_site.members.models import Member
from tenant_site.registers.models import Registered
from tenant_site.registers.models.mention import Subject


def access_record(member: Member, kind: Kind, record_id: UUID) -> Subject:
    """Return a row that `member` may read; where it was merged, the one that stays.

    Raises:
        Http404: there is none, or no entry that this member reads names it: both sound the same.
    """
    row: Any = get_object_or_404(kind.rows.select_related("merged_into"), pk=record_id)
    found: Subject = get_object_or_404(kind.rows.readable_by(member), pk=row.stays.pk)
    return found


def address_for(row: Registered, *, reader: Member) -> str:
    """Return where `reader` finds everything about a row; empty where they may not read it.

    No query for those who read every book, one for others.
    """
    kind, stays = kind_of_row(row), row.merged_into_id or row.pk
    found = kind.rows.readable_by(reader).filter(pk=stays)
    may_read = reader.reads_every_book or found.exists()
    return reverse("record_detail", args=[kind.slug, stays]) if may_read else ""
