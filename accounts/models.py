"""A person, where they belong, and what stands for them once: hand-off, mailed code."""

import uuid
from typing import Any, ClassVar, Never

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import get_random_string, salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.visible import validate_visible


def normalise_email(email: str | None) -> str | None:
    """Return the address as accounts are compared: trimmed, lower case; None when empty."""
    return (email or "").strip().lower() or None


class NeverDeleted(Exception):
    """Entries of news books name their author: close the account with `accounts.closing`."""


class UserQuerySet(models.QuerySet["User"]):
    """People; none is ever deleted."""

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse.

        Raises:
            NeverDeleted: always.
        """
        raise NeverDeleted


class UserManager(BaseUserManager["User"]):
    """Makes people; an address is unique whatever its capitals."""

    def get_queryset(self) -> UserQuerySet:
        """Return people as a queryset that deletes nobody."""
        return UserQuerySet(self.model, using=self._db)

    def create_user(
        self, email: str | None = None, password: str | None = None, **fields: Any
    ) -> "User":
        """Create a person; without e-mail they exist only by a badge of some workspace."""
        user = self.model(email=normalise_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an operator of the service."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the person of an e-mail address."""
        return self.get(email=normalise_email(username))


class User(AbstractBaseUser, PermissionsMixin):
    """A person, known by e-mail; one without e-mail signs in by badge at one workspace."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(  # null: empty text would not be unique
        _("e-mail"), unique=True, null=True, blank=True
    )
    name = models.CharField(_("name"), max_length=120, blank=True, validators=[validate_visible])
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(  # a PIN that somebody else has seen
        default=False, db_default=False
    )
    sessions_salt = models.CharField(  # changed to end every session everywhere
        max_length=32, default="", db_default="", blank=True, editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(email__isnull=True) | Q(email=Lower("email")),
                name="accounts_user_email_is_lower_case",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email or str(self.id)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Bind sessions to the password and to `sessions_salt`: either changed, all end."""
        bound: str = salted_hmac(
            f"accounts.User.sessions{self.sessions_salt}",
            self.password,
            secret=secret,
            algorithm="sha256",
        ).hexdigest()
        return bound

    def end_sessions(self) -> None:
        """End every session of this person at every workspace, from their next request on."""
        self.sessions_salt = get_random_string(32)
        self.save(update_fields=["sessions_salt"])

    def delete(self, using: str | None = None, keep_parents: bool = False) -> Never:  # noqa: FBT001, FBT002  # Django's signature
        """Refuse.

        Raises:
            NeverDeleted: always; `accounts.closing.close_account` is what is wanted.
        """
        raise NeverDeleted

    def clean(self) -> None:
        """Normalise the address before forms validate it."""
        super().clean()
        self.email = normalise_email(self.email)


class Membership(models.Model):
    """Says in public to which clients a person belongs; the Member row there says the rest.

    Kept by `accounts.memberships`; it opens nothing, it only tells a person where they may go.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    client_id = models.UUIDField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "client_id"], name="accounts_membership_is_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.client_id}"


class Handoff(models.Model):
    """Lets one person enter one client's workspace once, within a minute, from one browser.

    Bound to the client and not to its host, so that a released address inherits nothing.
    Only SHA-256 hashes of the token and of the browser's secret are kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token_hash = models.BinaryField(max_length=32, unique=True)
    browser_hash = models.BinaryField(  # null: whoever holds the token, as after a sign-up
        max_length=32, null=True
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="handoffs")
    client_id = models.UUIDField()
    factor_id = models.BigIntegerField(null=True)  # the second factor that was shown just before
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.id)


class MailProof(models.Model):
    """Says that a code and a link were mailed to an address, so that who brings one reads it.

    One without `user` was mailed to an address that has no account: it opens nothing, and nobody
    who asks can tell. Only hashes are kept.
    """

    class Purpose(models.TextChoices):
        """What the code is good for."""

        CONFIRM = "confirm"
        RESET = "reset"
        FOUND = "found"  # the same way, beside the addresses of somebody's workspaces

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        User, on_delete=models.CASCADE, null=True, blank=True, related_name="mail_proofs"
    )
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    email = models.EmailField()
    code_hash = models.BinaryField(max_length=32)
    token_hash = models.BinaryField(max_length=32, unique=True)
    tries_left = models.SmallIntegerField(default=5)
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose__in=["confirm", "reset", "found"]),
                name="accounts_mailproof_purpose_is_known",
            ),
            models.CheckConstraint(
                condition=Q(tries_left__gte=0), name="accounts_mailproof_tries_are_counted"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
