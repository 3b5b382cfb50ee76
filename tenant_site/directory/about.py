"""What the page of a row shows beside what was written: facts, bans, passes, who is inside."""

from typing import Any

from tenant_site.directory.kinds import Kind, ban_address
from tenant_site.directory.story import bans_of, names_of
from tenant_site.matters.models import FollowUp
from tenant_site.members.models import Member
from tenant_site.passes.banned import mark_banned
from tenant_site.passes.models import Pass, wall_now
from tenant_site.passes.telling import ToldPass, told
from tenant_site.presence.pages import stay_of
from tenant_site.registers.models import BanWarning, Person, Vehicle
from tenant_site.registers.models.mention import Subject

FOLLOW_UPS_SHOWN, PASSES_SHOWN, WARNINGS_SHOWN = 5, 10, 10


def known_of(kind: Kind, row: Subject, *, reader: Member) -> dict[str, Any]:
    """Return what is known of any row; and of those who come and go, whether they may and did."""
    open_matters = FollowUp.objects.open().readable_by(reader).naming(row).for_list()
    known: dict[str, Any] = {
        "facts": kind.cells(row),
        "names": names_of(row, kind, reader=reader),
        "merged": kind.rows.filter(merged_first_into=row).select_related("merged_by"),
        "follow_ups": open_matters[:FOLLOW_UPS_SHOWN],
    }
    return known | _of_visitor(row, reader) if isinstance(row, Person | Vehicle) else known


def _of_visitor(row: Person | Vehicle, reader: Member) -> dict[str, Any]:
    """Return what is known of somebody who is let in or not; ten queries at most."""
    bans = bans_of(row, reader=reader)
    warnings = BanWarning.objects.of_bans(bans).readable_by(reader)
    return {
        "stay": stay_of(row, reader=reader),
        "passes": _passes_of(row, reader),
        "bans": bans,
        "is_banned": any(ban.state == "in_force" for ban in bans),
        "warnings": warnings[:WARNINGS_SHOWN] if bans else (),
        "ban_address": ban_address(row),
    }


def _passes_of(row: Person | Vehicle, reader: Member) -> list[ToldPass]:
    """Return its passes, and those of what was merged into it, valid ones first."""
    given = Pass.objects.readable_by(reader).of(row).for_list(wall_now()).nearest_first()
    return [told(one, to=row) for one in mark_banned(list(given[:PASSES_SHOWN]))]
