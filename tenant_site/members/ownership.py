"""Make somebody an owner of the workspace in force."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.models import User, normalise_email
from tenant_site.members.badges import normalise_badge
from tenant_site.members.models import Member, Role
from tenant_site.members.places import tell_public


class BadgeTaken(Exception):
    """Another member of the workspace has the badge."""


class OwnerNoMore(PermissionDenied):
    """Whoever decides has meanwhile lost the right to."""


def hold_owners(by: Member) -> None:
    """Hold the owners until commit: of two who bar each other the later one is none any more.

    Raises:
        OwnerNoMore: `by` is no active owner.
    """
    owners = Member.objects.active().filter(role=Role.OWNER).select_for_update().order_by("pk")
    if by.pk not in set(owners.values_list("pk", flat=True)):
        raise OwnerNoMore


@transaction.atomic
def make_owner(
    *, email: str = "", name: str = "", password: str | None = None, badge: str = ""
) -> Member:
    """Return the person of `email` or `badge` as an active owner; a new account gets `password`.

    An account that exists keeps its password: it may belong to other workspaces too. A new one
    without e-mail signs in by its badge, here only.

    Raises:
        BadgeTaken: the badge is another person's than the e-mail.
        ValidationError: name or badge are not acceptable.
    """
    if not email and not badge:
        raise ValidationError("An owner has an e-mail or a badge.")
    user = find_person(email=email, badge=badge)
    if user is None:
        user = User.objects.create_user(email, password, name=name or normalise_badge(badge))
    member = Member.objects.of_user(user).first() or Member(
        user=user, display_name=name or user.name or email.partition("@")[0]
    )
    member.role, member.is_active = Role.OWNER, True
    member.badge = normalise_badge(badge) or member.badge
    member.full_clean(exclude=["user", "books"])
    member.save()
    tell_public(member)
    return member


def find_person(*, email: str = "", badge: str = "") -> User | None:
    """Return whom the e-mail, or else the badge, belongs to.

    Raises:
        BadgeTaken: they belong to different people.
    """
    by_email = User.objects.filter(email=normalise_email(email)).first() if email else None
    holder = Member.objects.filter(badge=normalise_badge(badge)).first() if badge else None
    if holder is None:
        return by_email
    if email and (by_email is None or by_email.pk != holder.user_id):
        raise BadgeTaken(f"The badge {holder.badge} is {holder.display_name}'s.")
    return User.objects.get(pk=holder.user_id)


def owner_addresses() -> list[str]:
    """Return where the active owners of the workspace in force read their mail."""
    owners = Member.objects.active().filter(role=Role.OWNER).values_list("user_id", flat=True)
    people = User.objects.filter(pk__in=list(owners), is_active=True).exclude(email=None)
    return [str(email) for email in people.order_by("email").values_list("email", flat=True)]
