"""Users of the old system: invited again, or members who may not sign in yet; no password."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.mailable import validate_mailable
from accounts.models import User, normalise_email
from tenancy.context import current_tenant
from tenant_site.books.models import Book
from tenant_site.invitations.models import Invitation
from tenant_site.invitations.sending import AlreadyInvited, add_invitation
from tenant_site.legacy.homes import Homes
from tenant_site.legacy.keeping import Fate
from tenant_site.legacy.problems import Problem
from tenant_site.legacy.words import visible, words
from tenant_site.members.badges import MAX_BADGE_LENGTH, normalise_badge
from tenant_site.members.models import Member, Role
from tenant_site.members.places import tell_public
from tenant_site.workspace.limits import LimitReached, room_for_members

ROLES = {
    "ADMIN": Role.OWNER,
    "SUPERVISOR": Role.SUPERVISOR,
    "USER": Role.GUARD,
    "AUDITOR": Role.AUDITOR,
}
MOST_NAME = 120


class PeopleImport:
    """Gives each user of the old system a way in, which an owner opens."""

    def __init__(self, homes: Homes, invited_by: Member) -> None:
        self._homes, self._invited_by = homes, invited_by

    def move(self, old: Mapping[str, Any]) -> Fate:
        """Invite a user with an address; make one without a member who is let in later."""
        fate = Fate()
        role = self._role(old, fate)
        name = visible(f"{words(old.get('name'))} {words(old.get('last_name'))}", most=MOST_NAME)
        badge, email = self._badge(old, fate), self._email(old, fate)
        if email and old.get("is_active") is False:
            fate.reason = "barred_before"
            fate.problems.append(Problem("barred_before", "is_active", email))
        elif email:
            self._invite(fate, Invitation(email=email, name=name, badge=badge or None, role=role))
        elif name or badge:
            self._add(fate, name or badge, badge, role)
        else:
            fate.reason = "no_name"
            fate.problems.append(Problem("no_name"))
        if fate.became:
            self._give_books(old, fate)
        return fate

    def _invite(self, fate: Fate, invitation: Invitation) -> None:
        """Make an invitation that nobody was told of yet: an owner sends it."""
        if Member.objects.filter(user__email=invitation.email).exists():
            self._refuse(fate, "address_known", invitation.email)
            return
        invitation.invited_by = self._invited_by
        try:
            with transaction.atomic():
                waiting = Invitation.objects.acceptable().count()
                room_for_members(current_tenant(), more=1 + waiting)
                add_invitation(invitation)
        except AlreadyInvited:
            self._refuse(fate, "address_known", invitation.email)
        except LimitReached:
            self._refuse(fate, "no_room", invitation.email)
        else:
            fate.became = f"invitation {invitation.pk}"

    def _add(self, fate: Fate, name: str, badge: str, role: Role) -> None:
        """Make a member who may not sign in until an owner says so and prints a card."""
        user = User.objects.create(
            name=name, password=make_password(None), must_change_password=True
        )
        member = Member(
            user=user, display_name=name, badge=badge or None, role=role, is_active=False
        )
        member.save(force_insert=True)
        tell_public(member)
        fate.became = f"member {member.pk}"

    def _give_books(self, old: Mapping[str, Any], fate: Fate) -> None:
        """Let them read the old books of their places."""
        books: list[Book] = []
        listed = old.get("locations")
        for place in map(words, listed if isinstance(listed, list) else []):
            if place and self._homes.place_of(place) == place:
                books.append(self._homes.book(place))
            else:
                fate.problems.append(Problem("place_not_given", "locations", place[:300]))
        kind, _, key = fate.became.partition(" ")
        model = Invitation if kind == "invitation" else Member
        model._default_manager.get(pk=key).books.set(books)

    def _role(self, old: Mapping[str, Any], fate: Fate) -> Role:
        said = words(old.get("type_user")).upper()
        if said not in ROLES:
            fate.problems.append(Problem("role_unknown", "type_user", said[:300]))
        return ROLES.get(said, Role.GUARD)

    def _badge(self, old: Mapping[str, Any], fate: Fate) -> str:
        badge = normalise_badge(visible(words(old.get("ficha")), most=MAX_BADGE_LENGTH + 1))
        if not badge:
            return ""
        is_long = len(badge) > MAX_BADGE_LENGTH or "@" in badge
        waiting = Invitation.objects.unanswered().filter(badge=badge)
        if is_long or Member.objects.filter(badge=badge).exists() or waiting.exists():
            fate.problems.append(Problem("badge_taken", "ficha", words(old.get("ficha"))[:300]))
            return ""
        return badge

    def _email(self, old: Mapping[str, Any], fate: Fate) -> str:
        email = normalise_email(words(old.get("email"))) or ""
        try:
            if email:
                validate_mailable(email)
        except ValidationError:
            fate.problems.append(Problem("address_broken", "email", email[:300]))
            return ""
        return email

    def _refuse(self, fate: Fate, code: str, email: str) -> None:
        fate.reason = code
        fate.problems.append(Problem(code, "email", email))
