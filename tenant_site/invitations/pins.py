"""One-time PINs for people who sign in by badge."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import Membership, User
from tenant_site import activity
from tenant_site.invitations.models import PIN_LIFE, BadgePin
from tenant_site.members.forms import MemberForm
from tenant_site.members.models import Member

PIN_DIGITS = 8
CARDS_AT_ONCE = 30  # each PIN is hashed as slowly as a password


class PinRefused(Exception):
    """Somebody among them has a password that is not this owner's to replace."""


@dataclass(frozen=True)
class Issued:
    """A PIN as it is told, this once."""

    member: Member
    pin: str

    @property
    def halves(self) -> tuple[str, str]:
        """The PIN in two groups of digits, for reading."""
        return self.pin[: PIN_DIGITS // 2], self.pin[PIN_DIGITS // 2 :]


def with_pin_of_ours(client_id: UUID) -> set[UUID]:
    """Return the ids of the active members whose password is this workspace's to replace.

    They sign in by badge alone, here alone, and run nothing.
    """
    people = Member.objects.active().filter(
        badge__isnull=False, user__email=None, user__is_staff=False, user__is_active=True
    )
    user_ids = dict(people.values_list("user_id", "pk"))
    elsewhere = Membership.objects.filter(user_id__in=user_ids).exclude(client_id=client_id)
    for user_id in elsewhere.values_list("user_id", flat=True):
        user_ids.pop(user_id, None)
    return set(user_ids.values())


@transaction.atomic
def make_pins(*, members: Iterable[Member], made_by: Member, client_id: UUID) -> list[Issued]:
    """Give each a new PIN, to be changed at first use; what opened before is dead, sessions end.

    Raises:
        PinRefused: one of them has an e-mail account or belongs elsewhere; nobody gets one.
    """
    chosen, allowed = list(members), with_pin_of_ours(client_id)
    if any(member.pk not in allowed or member.pk == made_by.pk for member in chosen):
        raise PinRefused
    issued = [_make_pin(member) for member in chosen]
    for one in issued:
        activity.note("pin_renewed", by=made_by, about=one.member.display_name)
    return issued


@transaction.atomic
def add_with_pin(*, form: MemberForm, added_by: Member, client_id: UUID) -> list[Issued]:
    """Make the member of a valid form and the PIN of their card; none if the form says why not."""
    member = form.add()
    if member is None:
        return []
    activity.note("member_added", by=added_by, about=member.display_name)
    return make_pins(members=[member], made_by=added_by, client_id=client_id)


def _make_pin(member: Member) -> Issued:
    pin = f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}}"
    user = User.objects.select_for_update().get(pk=member.user_id)
    user.set_password(pin)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    user.end_sessions()
    BadgePin.objects.update_or_create(
        member=member,
        defaults={"made_at": timezone.now(), "expires_at": timezone.now() + PIN_LIFE},
    )
    return Issued(member, pin)
