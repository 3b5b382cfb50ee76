"""Decide what signing in asks of each role, and take lost second factors away."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import memberships
from accounts.factors import changes
from accounts.models import User
from tenant_site import activity
from tenant_site.members.models import Member, Role, SignInRule


class BelongsElsewhere(Exception):
    """The person has places in other workspaces, or runs the service."""


class OwnFactor(Exception):
    """Nobody resets their own second factor: whoever holds their session could."""


@dataclass(frozen=True)
class Wish:
    """What an owner wants of one role."""

    role: Role
    second_factor: bool
    release: bool


@transaction.atomic
def decide(*, by: Member, wishes: Sequence[Wish]) -> list[SignInRule]:
    """Put the wishes in force, note each change in the log, and return the rules that changed."""
    before, changed = SignInRule.objects.select_for_update().by_role(), []
    for wish in wishes:
        rule = before[wish.role.value]
        if (rule.needs_second_factor, rule.needs_release) == (wish.second_factor, wish.release):
            continue
        made, _is_new = SignInRule.objects.update_or_create(
            role=wish.role.value,
            defaults={"needs_second_factor": wish.second_factor, "needs_release": wish.release},
        )
        activity.note("policy_changed", by=by, about=_told(made))
        changed.append(made)
    return changed


def _told(rule: SignInRule) -> str:
    asked = [
        *([_("second factor")] if rule.needs_second_factor else []),
        *([_("release by a supervisor")] if rule.needs_release else []),
    ]
    return f"{rule.get_role_display()}: {', '.join(asked) or _('password alone')}"


@transaction.atomic
def reset_factors(*, member: Member, by: Member) -> None:
    """Take away the second factors that a member has lost, end their sessions, note and mail it.

    Raises:
        OwnFactor: it is one's own.
        BelongsElsewhere: it would weaken an account that other workspaces trust.
    """
    if member == by:
        raise OwnFactor
    user = User.objects.select_for_update().get(pk=member.user_id)
    if user.is_staff or len(memberships.clients_of(user.pk)) > 1:
        raise BelongsElsewhere
    changes.remove_all(user=user)
    activity.note("factor_removed", by=by, about=member.display_name)
