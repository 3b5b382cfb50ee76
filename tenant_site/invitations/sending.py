"""Invite people, send invitations again, revoke them."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.tries import Limit, TooManyTries, Try, fold
from tenancy.context import current_tenant
from tenancy.violations import violated_constraint
from tenant_site import activity
from tenant_site.books.models import Book
from tenant_site.invitations.letters import letter_of
from tenant_site.invitations.models import Invitation, when_an_invitation_ends
from tenant_site.invitations.tokens import hash_of, new_token
from tenant_site.members.models import Member
from tenant_site.workspace.limits import room_for_members

logger = logging.getLogger(__name__)
LinkOf = Callable[[str], str]
ONE_WAITING = "invitation_waits_once_for_an_email"
MAILED_AT_ONCE = 25
DAY_SECONDS = 24 * 3600
PER_WORKSPACE = Limit("invitations", most=2_500, seconds=DAY_SECONDS, at_each_tenant=True)
PER_ADDRESS = Limit("invitation-to", most=10, seconds=DAY_SECONDS)


class AlreadyInvited(Exception):
    """An invitation of this address waits already; carries the address."""

    def __init__(self, email: str) -> None:
        super().__init__(email)
        self.email = email


class TooManyMails(Exception):
    """The workspace has mailed as many invitations as it may in a day."""


class NotWaiting(Exception):
    """The invitation was accepted or revoked meanwhile."""


@dataclass(frozen=True)
class PassedOn:
    """A link for the owner to pass on, readable this once."""

    email: str
    link: str


@dataclass(frozen=True)
class Way:
    """How the invited are told: by mail, by a link that the owner passes on, or by both."""

    link_of: LinkOf
    workspace: str
    language: str
    shows_link: bool = False

    @property
    def is_shown(self) -> bool:
        """Say whether the owner sees the link: asked for, or the only way."""
        return self.shows_link or not settings.HAS_MAIL


@transaction.atomic
def invite(
    *, emails: Iterable[str], role: str, books: Iterable[Book], invited_by: Member, way: Way
) -> list[PassedOn]:
    """Invite each address with this role; return the links that the owner is to pass on.

    Raises:
        AlreadyInvited: one of them has an invitation that waits; nobody is invited then.
        TooManyMails: no further mail may be sent today; nobody is invited then.
        LimitReached: the plan does not hold them beside the members and who waits already.
    """
    shown, chosen, invited = [], list(books), list(emails)
    waiting = Invitation.objects.acceptable().count()
    room_for_members(current_tenant(), more=len(invited) + waiting)
    for email in invited:
        invitation = add_invitation(Invitation(email=email, role=role, invited_by=invited_by))
        invitation.books.set(chosen)
        shown += _tell(invitation, way)
        activity.note("member_invited", by=invited_by, about=email, role=role)
    return shown


def add_invitation(invitation: Invitation) -> Invitation:
    """Save it in the place of an expired one of the same address.

    Raises:
        AlreadyInvited: another one of the address waits.
    """
    Invitation.objects.expired().filter(email=invitation.email).delete()
    try:
        with transaction.atomic():
            invitation.save()
    except IntegrityError as problem:
        if violated_constraint(problem) != ONE_WAITING:
            raise
        raise AlreadyInvited(invitation.email) from problem
    return invitation


@transaction.atomic
def send_again(*, invitation: Invitation, sent_by: Member, way: Way) -> list[PassedOn]:
    """Give it seven days and links of its own again; the links before are dead.

    Raises:
        NotWaiting: it was accepted or revoked meanwhile.
        TooManyMails: no further mail may be sent today.
    """
    _still_unanswered(invitation)
    invitation.invited_by = sent_by
    shown = _tell(invitation, way)
    activity.note("invitation_sent_again", by=sent_by, about=invitation.email, role=invitation.role)
    return shown


@transaction.atomic
def revoke(*, invitation: Invitation, revoked_by: Member) -> None:
    """Make its links worthless from now on.

    Raises:
        NotWaiting: it was accepted or revoked meanwhile.
    """
    if (
        not Invitation.objects.unanswered()
        .filter(pk=invitation.pk)
        .update(revoked_at=timezone.now())
    ):
        raise NotWaiting
    activity.note("invitation_revoked", by=revoked_by, about=invitation.email)


@transaction.atomic
def send_unsent(*, sent_by: Member, way: Way) -> list[PassedOn]:
    """Send the next of those that a file invited, as many as one request can.

    Raises:
        TooManyMails: no further mail may be sent today; none of these went out.
    """
    batch = Invitation.objects.unsent().select_for_update(skip_locked=True, of=("self",))[
        :MAILED_AT_ONCE
    ]
    shown = []
    for invitation in batch:
        invitation.invited_by = sent_by
        shown += _tell(invitation, way)
    return shown


def _still_unanswered(invitation: Invitation) -> None:
    locked = Invitation.objects.unanswered().select_for_update().filter(pk=invitation.pk)
    if not locked.exists():
        raise NotWaiting


def _tell(invitation: Invitation, way: Way) -> list[PassedOn]:
    """Give it new tokens; mail one after the commit, return the link of the other."""
    invitation.mail_hash = invitation.link_hash = invitation.mailed_at = None
    invitation.expires_at, shown = when_an_invitation_ends(), []
    if settings.HAS_MAIL:
        _count_mail(invitation.email)
        token = new_token()
        invitation.mail_hash = hash_of(token)
        transaction.on_commit(partial(_mail, invitation, way.link_of(token), way))
    if way.is_shown:
        token = new_token()
        invitation.link_hash = hash_of(token)
        shown = [PassedOn(invitation.email, way.link_of(token))]
    invitation.save()
    return shown


def _count_mail(email: str) -> None:
    """Count a mail: a workspace is no machine for mailing strangers, and nobody is pestered.

    Raises:
        TooManyMails: the workspace, or this address from anywhere, had enough of them.
    """
    try:
        Try((PER_WORKSPACE, "all"), (PER_ADDRESS, fold(email))).begin()
    except TooManyTries as refusal:
        raise TooManyMails from refusal


def _mail(invitation: Invitation, link: str, way: Way) -> None:
    """Send the mail and note it; one that cannot be sent stays `not sent yet` in the list."""
    letter = letter_of(invitation, link, workspace=way.workspace, language=way.language)
    try:
        letter.send(invitation.email)
    except OSError:  # smtplib's errors too
        logger.exception("An invitation could not be mailed.")
        return
    Invitation.objects.filter(pk=invitation.pk, mail_hash=invitation.mail_hash).update(
        mailed_at=timezone.now()
    )
