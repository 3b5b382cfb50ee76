"""Let somebody who waits to sign in come in, or not."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from accounts.letters import Letter
from tenant_site import activity
from tenant_site.members.models import Member, ReleaseRequest
from tenant_site.members.models.member import RELEASES
from tenant_site.members.models.release import LIFE

State = ReleaseRequest.State
KEPT = timedelta(days=30)  # the log of the workspace tells longer what was decided
DECIDERS = tuple(RELEASES)


class WrongCode(Exception):
    """The code is not that of the request."""


class ReleaseOver(Exception):
    """The request waits no more: decided, used up, withdrawn, or its ten minutes have passed."""


@transaction.atomic
def ask(*, member: Member, network: str, url: str) -> ReleaseRequest:
    """Let `member` wait, mail the code to who may decide, and withdraw what waited before."""
    Member.objects.select_for_update().get(pk=member.pk)
    ReleaseRequest.objects.filter(member=member, state=State.WAITING).update(state=State.WITHDRAWN)
    ReleaseRequest.objects.asked_before(timezone.now() - KEPT).delete()
    made = ReleaseRequest.objects.create(
        member=member, network=network, expires_at=timezone.now() + LIFE
    )
    if settings.HAS_MAIL:
        _letter(made, url).tell(*_addresses(member))
    return made


def release_by_code(*, request_id: UUID, member: Member, code: str) -> None:
    """Release the request whose code this is; each try counts before it is compared.

    Raises:
        WrongCode: it is another request's, or nobody's; one attempt fewer is left.
        ReleaseOver: no attempt is left, or it waits no more.
    """
    if not ReleaseRequest.objects.filter(member=member).count_attempt(request_id):
        raise ReleaseOver
    found = ReleaseRequest.objects.get(pk=request_id)
    if not constant_time_compare(found.code, "".join(code.split())):
        raise WrongCode
    if not ReleaseRequest.objects.waiting().filter(pk=request_id).update(state=State.RELEASED):
        raise ReleaseOver


@transaction.atomic
def decide(*, request_id: UUID, by: Member, released: bool) -> ReleaseRequest:
    """Release or refuse somebody else's sign-in.

    Raises:
        ReleaseOver: it is one's own, or it waits no more.
    """
    state = State.RELEASED if released else State.REFUSED
    open_ones = ReleaseRequest.objects.waiting().exclude(member=by).filter(pk=request_id)
    if not open_ones.update(state=state, decided_by=by):
        raise ReleaseOver
    found = ReleaseRequest.objects.select_related("member").get(pk=request_id)
    act = "sign_in_released" if released else "sign_in_refused"
    activity.note(act, by=by, about=found.member.display_name)
    return found


def use(*, request_id: UUID, member: Member) -> None:
    """Go in through a released request: it lets in once.

    Raises:
        ReleaseOver: it is not released, or somebody went in by it already.
    """
    mine = ReleaseRequest.objects.released().filter(pk=request_id, member=member)
    if not mine.update(state=State.USED):
        raise ReleaseOver


def withdraw(*, request_id: UUID, member: Member) -> None:
    """Stop waiting."""
    mine = ReleaseRequest.objects.filter(pk=request_id, member=member, state=State.WAITING)
    mine.update(state=State.WITHDRAWN)


def _addresses(member: Member) -> list[str]:
    """Return the mail addresses of who may decide, without the one who waits."""
    deciders = Member.objects.active().filter(role__in=DECIDERS).exclude(pk=member.pk)
    return [one.user.email for one in deciders.prefetch_related("user") if one.user.email]


def _letter(made: ReleaseRequest, url: str) -> Letter:
    facts: dict[str, Any] = {
        "name": made.member.display_name,
        "badge": made.member.badge or "–",
        "network": made.network,
    }
    return Letter(
        subject=_("%(name)s waits to sign in") % facts,
        paragraphs=[
            _(
                "%(name)s (badge %(badge)s) typed the right password and waits to be let in, from "
                "the network address %(network)s."
            )
            % facts,
            _("If you know that it is them, tell them this code. It works for ten minutes, once."),
        ],
        code=made.code,
        button=_("Approve or refuse"),
        url=url,
        closing=[_("If you do not, refuse: somebody may know their password.")],
    )
