"""The step of signing in that asks for the second factor."""

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.factors.passed import BROUGHT


class SecondFactorStage(AuthenticateStage):
    """Stops whoever has a second factor until it is shown; a passkey is both steps at once.

    So is a hand-off that brings the factor from the workspace where it was just shown.
    """

    urlname = "sign_in_step"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Lead to the page that asks, or go on."""
        if self._should_handle(self.request) and not self._was_brought:
            return redirect(self.urlname), True
        return None, True

    @property
    def _was_brought(self) -> bool:
        """Say whether the very proof that this sign-in began with brought the factor."""
        records = get_authentication_records(self.request, self.login.user)
        return bool(records and records[-1].get(BROUGHT))

    def abort(self) -> HttpResponse:
        """Forget this sign-in."""
        clear_login(self.request)
        return redirect("account_login")
