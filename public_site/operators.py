"""How operators of the service sign in at its console."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from accounts.models import User, normalise_email
from public_site.pages import rate

TRIES_PER_NETWORK, TRIES_PER_NAME = 50, 10  # within an hour


class OperatorBackend(ModelBackend):
    """Django's own, with a limit to guessing; each try counts before the password is looked at."""

    @sensitive_variables("password")
    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """Return the person if the password is theirs.

        Raises:
            PermissionDenied: name or network has used up its tries; sounds like a wrong password.
        """
        if request is not None and _tries_too_often(request, username or kwargs.get("email") or ""):
            raise PermissionDenied
        user: User | None = super().authenticate(request, username, password, **kwargs)
        return user


def _tries_too_often(request: HttpRequest, name: str) -> bool:
    by_network = rate.is_too_often(request, "console", limit=TRIES_PER_NETWORK)
    folded = normalise_email(name) or ""
    return rate.is_too_often_for(folded, "console-as", limit=TRIES_PER_NAME) or by_network
