"""Which second factors a person has."""

from dataclasses import dataclass, field
from typing import Any, Self

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.db.models import Exists, OuterRef

from accounts.models import User

Kind = Authenticator.Type
SECOND_FACTORS = (Kind.TOTP, Kind.WEBAUTHN)  # recovery codes alone are none
FEW_CODES = 3


def has_second_factor() -> Exists:
    """Return the question whether a person has one, to annotate people with."""
    return Exists(Authenticator.objects.filter(user_id=OuterRef("pk"), type__in=SECOND_FACTORS))


@dataclass
class Factors:
    """What one person has set up."""

    app: Any = None
    codes: Any = None
    passkeys: list[Any] = field(default_factory=list)

    @classmethod
    def of(cls, user: User) -> Self:
        """Look up what `user` has, passkeys oldest first."""
        found = cls()
        for one in Authenticator.objects.filter(user_id=user.pk).order_by("created_at", "pk"):
            if one.type == Kind.WEBAUTHN:
                found.passkeys.append(one)
            elif one.type == Kind.TOTP:
                found.app = one
            else:
                found.codes = one
        return found

    @property
    def is_on(self) -> bool:
        """Say whether signing in asks for more than the password."""
        return bool(self.app or self.passkeys)

    @property
    def codes_left(self) -> int:
        """Count the recovery codes that are not used yet."""
        try:
            return len(self.codes.wrap().get_unused_codes()) if self.codes else 0
        except InvalidToken:  # sealed under another SECRET_KEY: they open nothing any more
            return 0

    @property
    def has_few_codes(self) -> bool:
        """Say whether it is time for new recovery codes."""
        return self.is_on and self.codes_left <= FEW_CODES
