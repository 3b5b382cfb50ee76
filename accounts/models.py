"""A person, and the one-time token that takes a person from one host to another."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.visible import validate_visible


def normalise_email(email: str | None) -> str | None:
    """Return the address as accounts are compared: trimmed, lower case; None when empty."""
    return (email or "").strip().lower() or None


class UserManager(BaseUserManager["User"]):
    """Makes people; an address is unique whatever its capitals."""

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

    def clean(self) -> None:
        """Normalise the address before forms validate it."""
        super().clean()
        self.email = normalise_email(self.email)


class Handoff(models.Model):
    """Lets one person enter one client's workspace once, within a minute.

    Bound to the client and not to its host, so that a released address inherits nothing.
    Only the SHA-256 of the token is kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token_hash = models.BinaryField(max_length=32, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="handoffs")
    client_id = models.UUIDField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.id)
