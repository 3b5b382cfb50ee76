"""Make somebody an owner of the workspace in force."""

from django.db import transaction

from accounts.models import User, normalise_email
from tenant_site.members.models import Member, Role


@transaction.atomic
def make_owner(*, email: str, name: str = "", password: str | None = None) -> Member:
    """Return the person of `email` as an active owner; a new account gets `password`.

    An account that exists keeps its password: it may belong to other workspaces too.
    """
    user = User.objects.filter(email=normalise_email(email)).first()
    if user is None:
        user = User.objects.create_user(email, password, name=name)
    member, _ = Member.objects.update_or_create(
        user=user,
        defaults={"role": Role.OWNER, "is_active": True},
        create_defaults={
            "role": Role.OWNER,
            "display_name": name or user.name or email.partition("@")[0],
        },
    )
    return member
