"""Who signs in at the main website: operators of the service."""

import uuid
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from accounts.models import User


class OperatorBackend(ModelBackend):
    """Accepts the staff of the service, by e-mail, and nobody else."""

    @sensitive_variables("password")
    def authenticate(  # type: ignore[override]  # both sites say `identifier`
        self,
        request: HttpRequest | None,
        identifier: str | None = None,
        password: str | None = None,
        **_: Any,
    ) -> User | None:
        """Return the operator if the password is theirs; one query and one hash in any case."""
        user: User | None = super().authenticate(request, identifier, password)
        return user

    def user_can_authenticate(self, user: Any) -> bool:
        """Say whether the person works for the service and their account is open."""
        return bool(super().user_can_authenticate(user)) and user.is_staff

    def get_user(self, user_id: uuid.UUID) -> User | None:
        """Return the operator of a session while they are one."""
        user: User | None = super().get_user(user_id)
        return user
