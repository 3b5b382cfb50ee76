"""Who signs in at a workspace: its active members, by e-mail or by badge."""

import uuid
from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.db.models import QuerySet
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from accounts.factors.factors import has_second_factor
from accounts.models import User, normalise_email
from tenancy.compiled import compiled_once
from tenancy.context import current_tenant
from tenant_site.members.badges import normalise_badge
from tenant_site.members.models import Member


class MemberBackend(BaseBackend):
    """Accepts an active member of the workspace in force, and nobody else."""

    @sensitive_variables("password")
    def authenticate(
        self,
        request: HttpRequest | None,
        identifier: str | None = None,
        password: str | None = None,
        **_: Any,
    ) -> User | None:
        """Return the member's person if the password is theirs.

        Two queries and one password hash, whether or not the person exists or belongs here.
        """
        if identifier is None or password is None:
            return None
        by_email = "@" in identifier
        user, member = _by_email(identifier) if by_email else _by_badge(identifier)
        if user is None:
            User().set_password(password)
            return None
        if user.check_password(password) and user.is_active and member is not None:
            return None if _has_old_pin(user, member) else user
        return None

    def get_user(self, user_id: uuid.UUID) -> User | None:
        """Return the person with their place here as `user.member`, while both are active.

        Two queries, whether or not the person exists or belongs here.
        """
        user, member = _person(user_id), _place(user_id, getattr(current_tenant(), "pk", None))
        if user is None or member is None:
            return None
        user.member = member  # type: ignore[attr-defined]  # known in workspaces only
        return user


@compiled_once
def _person(user_id: uuid.UUID) -> QuerySet[User]:
    people = User.objects.annotate(has_second_factor=has_second_factor())
    return people.filter(pk=user_id, is_active=True)


@compiled_once
def _place(user_id: uuid.UUID, client_id: uuid.UUID | None) -> QuerySet[Member]:
    return Member.objects.active().for_session(client_id).filter(user_id=user_id)


def _has_old_pin(user: User, member: Member) -> bool:
    """Say whether the password is still the PIN of a card whose time has passed."""
    if not user.must_change_password:
        return False
    pin = getattr(member, "pin", None)
    return pin is not None and pin.is_over


def _by_email(email: str) -> tuple[User | None, Member | None]:
    user = User.objects.filter(email=normalise_email(email)).first()
    return user, Member.objects.active().filter(user_id=user.pk if user else uuid.uuid4()).first()


def _by_badge(badge: str) -> tuple[User | None, Member | None]:
    held = Member.objects.active().filter(badge=normalise_badge(badge))
    member = held.select_related("pin").first()
    return User.objects.filter(pk=member.user_id if member else uuid.uuid4()).first(), member
