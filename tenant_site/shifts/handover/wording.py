"""What stands in the book about a hand-over, in the language of the workspace."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tenant_site.members.models import Member
from tenant_site.shifts.handover.account import Account, CheckedItem
from tenant_site.shifts.models import Acceptance
from tenant_site.shifts.models.pattern import zone_here
from tenant_site.shifts.shift_times import Shift


def handover_text(told: Account, *, shift: Shift, window: tuple[int, int], gone: str) -> str:
    """Say what is handed over; `gone` is what is said of who left, where nobody hands over."""
    begin = _("Hand-over of the shift %(shift)s, entries %(first)d to %(last)d.")
    matters = [f"– {matter}" for matter in told.all_matters]
    lines = [
        begin % {"shift": shift_words(shift), "first": window[0], "last": window[1]},
        *([gone] if gone else []),
        _checked(told),
        *(f"– {_item(item)}" for item in told.discrepancies),
        *([_("Open matters:"), *matters] if matters else []),
        *([_("Remark: %(remark)s") % {"remark": told.remark}] if told.remark else []),
    ]
    return "\n".join(lines)


def acceptance_text(*, number: int, result: str, words: str) -> str:
    """Say how it was taken over, with the reservations or why nobody came."""
    if result == Acceptance.Result.UNILATERAL and words:
        told = _("Nobody took over after entry %(number)d; who handed over goes on: %(words)s")
        return told % {"number": number, "words": words}
    if result == Acceptance.Result.UNILATERAL:
        return _("Post taken over without a hand-over (entry %(number)d).") % {"number": number}
    if result == Acceptance.Result.RESERVATIONS:
        told = _("Hand-over of entry %(number)d accepted with reservations: %(words)s")
        return told % {"number": number, "words": words}
    return _("Hand-over of entry %(number)d accepted.") % {"number": number}


def shift_words(shift: Shift) -> str:
    """Name a shift by the clock of the workspace, with its real length."""
    begin, end = (timezone.localtime(at, zone_here()) for at in (shift.begins_at, shift.ends_at))
    return _("%(begin)s – %(end)s (%(hours)s h)") % {
        "begin": date_format(begin, "SHORT_DATETIME_FORMAT"),
        "end": date_format(end, "SHORT_DATETIME_FORMAT"),
        "hours": f"{shift.hours:.3g}",
    }


def gone_text(outgoing: Member | None, *, by: Member, is_presumed: bool, reason: str) -> str:
    """Say who left the post without handing it over, as far as that is known."""
    told = {"name": outgoing.display_name if outgoing else "", "reason": reason}
    if outgoing is None:
        return _("Whoever was on duty had gone: %(reason)s") % told
    if outgoing == by:
        return _("%(name)s had the post last too and goes on alone: %(reason)s") % told
    if is_presumed:
        return _("Whoever was on duty had gone; %(name)s had the post last: %(reason)s") % told
    return _("%(name)s had gone: %(reason)s") % told


def _checked(told: Account) -> str:
    if not told.items:
        return _("No equipment is listed for this post.")
    count = len(told.discrepancies)
    if not count:
        return _("Equipment complete and in order.")
    words = ngettext(
        "Equipment: %(count)d discrepancy.", "Equipment: %(count)d discrepancies.", count
    )
    return words % {"count": count}


def _item(item: CheckedItem) -> str:
    words = _("%(code)s %(name)s: %(found)d of %(expected)d, %(condition)s") % {
        "code": item.code,
        "name": item.name,
        "found": item.found,
        "expected": item.expected,
        "condition": item.condition_name,
    }
    return f"{words}. {item.remark}" if item.remark else words
