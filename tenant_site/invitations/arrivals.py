"""Note when a member signs in at the workspace."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.utils import timezone

from accounts.models import User
from tenant_site.invitations.models import LastSignIn
from tenant_site.members.models import Member


def listen() -> None:
    """Be told by Django of every sign-in."""
    user_logged_in.connect(_note, dispatch_uid="tenant_site.invitations.arrivals")


def _note(*, user: User, request: Any = None, **_: Any) -> None:
    """Keep the time, at workspaces only: the main website has no members."""
    if getattr(request, "tenant", None) is None:
        return
    member = Member.objects.of_user(user).first()
    if member is not None:
        LastSignIn.objects.bulk_create(
            [LastSignIn(member=member, at=timezone.now())],
            update_conflicts=True,
            unique_fields=["member"],
            update_fields=["at"],
        )
