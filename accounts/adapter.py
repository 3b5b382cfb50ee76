"""What allauth asks us: which stages a sign-in has, and where one may be led."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import get_script_prefix
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_variables

from accounts.emails import keep_in_step
from accounts.models import User
from accounts.signing_in import is_still_proved
from accounts.tries import Limit, Try
from accounts.visitors import address_of

PASSWORD_AGAIN = Limit("password-again", most=10, seconds=15 * 60, ends_at_success=True)


class Adapter(DefaultAccountAdapter):
    """allauth's hooks, the same on both sites; what differs stands in their settings."""

    def get_login_stages(self) -> list[str]:
        """Return what stands between the password and the session at this site, in order."""
        return list(settings.LOGIN_STAGES)

    def is_safe_url(self, url: str | None) -> bool:
        """Say whether `url` is of this very site: this host, and below its folder."""
        request: HttpRequest = self.request
        here = url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )
        return bool(url) and here and str(url).startswith(get_script_prefix())

    def login(self, request: HttpRequest, user: User) -> None:
        """Begin the session, unless the person's password or sessions ended while it waited."""
        if not is_still_proved(request, user):
            clear_login(request)
            raise ImmediateHttpResponse(redirect("account_login"))
        super().login(request, user)

    def post_login(self, request: HttpRequest, user: User, **facts: Any) -> HttpResponse:
        """Answer with the way on, once the session is the person's."""
        keep_in_step(user)
        response: HttpResponse = super().post_login(request, user, **facts)
        return response

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Lead a closed account where everybody begins; nobody learns that it exists."""
        return redirect("account_login")

    @sensitive_variables("password")
    def reauthenticate(self, user: User, password: str) -> bool:
        """Say whether it is the password of the person who is signed in.

        Raises:
            TooManyTries: it was wrong too often.
        """
        attempt = Try((PASSWORD_AGAIN, str(user.pk)))
        attempt.begin()
        right = user.check_password(password)
        if right:
            attempt.succeed()
        return right

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the visitor's address as our own proxy states it."""
        return address_of(request)
