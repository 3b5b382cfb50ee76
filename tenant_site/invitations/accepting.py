"""Take a place in the workspace by an invitation: with a new account, or with one's own."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import emails
from accounts.models import User
from tenancy.context import current_tenant
from tenant_site import activity
from tenant_site.invitations.models import Invitation
from tenant_site.invitations.tokens import hash_of
from tenant_site.members.models import Member
from tenant_site.members.places import tell_public
from tenant_site.workspace.limits import room_for_members


class InvitationRefused(Exception):
    """The link is unknown here, used, expired or revoked, or its sender is no owner any more."""


class AccountExists(Exception):
    """The address has an account: its person signs in with it."""


class AnotherPerson(Exception):
    """The invitation is for another address than this person's."""


def find_acceptable(token: str) -> Invitation:
    """Return the invitation that the link stands for while it can be accepted.

    Raises:
        InvitationRefused: it cannot.
    """
    found = Invitation.objects.acceptable().of_token(hash_of(token)).select_related("invited_by")
    invitation = found.first()
    if invitation is None:
        raise InvitationRefused
    return invitation


def proves_the_address(invitation: Invitation, token: str) -> bool:
    """Say whether this is the link that was mailed, so that its holder reads that mail."""
    return invitation.mail_hash is not None and bytes(invitation.mail_hash) == hash_of(token)


@transaction.atomic
def accept_as_new(*, token: str, name: str, password: str) -> Member:
    """Make an account of the invited address and give it its place; the link is used up.

    Raises:
        InvitationRefused: the link does not open this workspace, or not any more.
        AccountExists: the address has an account; nothing is used up.
        LimitReached: the plan holds nobody more; nothing is used up.
    """
    invitation = _take(token)
    try:
        with transaction.atomic():
            user = User.objects.create_user(invitation.email, password, name=name)
    except IntegrityError as problem:
        raise AccountExists from problem
    note = emails.note_confirmed if proves_the_address(invitation, token) else emails.keep_in_step
    note(user)
    return _give_place(invitation, user)


@transaction.atomic
def accept_as(*, token: str, user: User) -> Member:
    """Give the person their place if the invitation is theirs; the link is used up.

    Raises:
        InvitationRefused: the link does not open this workspace, or not any more.
        AnotherPerson: it is for another address; nothing is used up.
        LimitReached: the plan holds nobody more; nothing is used up.
    """
    invitation = _take(token)
    if user.email != invitation.email:
        raise AnotherPerson
    if proves_the_address(invitation, token):
        emails.note_confirmed(user)
    return _give_place(invitation, user)


def _take(token: str) -> Invitation:
    """Use the link up: of two who come at once, one statement lets one pass.

    It asks the row's own columns alone: a subquery would not see what the other has just done.
    """
    invitation = find_acceptable(token)
    now = timezone.now()
    fresh = Invitation.objects.unanswered().of_token(hash_of(token))
    if not fresh.filter(pk=invitation.pk, expires_at__gt=now).update(accepted_at=now):
        raise InvitationRefused
    return invitation


def _give_place(invitation: Invitation, user: User) -> Member:
    """Make or reopen the person's place, with the role and the books of the invitation.

    Who became a member otherwise meanwhile keeps the place they have.
    """
    member = Member.objects.of_user(user).first() or Member(user=user, badge=None, is_active=False)
    if not member.is_active:
        _open_place(member, invitation)
    Invitation.objects.filter(pk=invitation.pk).update(accepted_by=member)
    activity.note("invitation_accepted", by=member, about=member.display_name)
    return member


def _open_place(member: Member, invitation: Invitation) -> None:
    room_for_members(current_tenant())
    user = member.user
    member.display_name = member.display_name or user.name or invitation.name
    member.display_name = member.display_name or invitation.email.partition("@")[0]
    member.role, member.is_active = invitation.role, True
    member.save()
    _give_badge(member, invitation.badge)
    member.books.set(invitation.books.all())
    tell_public(member)


def _give_badge(member: Member, badge: str | None) -> None:
    """Give the badge that the file foresaw, unless somebody got it meanwhile."""
    if not badge:
        return
    try:
        with transaction.atomic():
            Member.objects.filter(pk=member.pk).update(badge=badge)
    except IntegrityError:
        return
    member.badge = badge
