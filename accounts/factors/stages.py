"""The step of signing in that asks for the second factor."""

from allauth.account.internal.stagekit import clear_login
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpResponse
from django.shortcuts import redirect


class SecondFactorStage(AuthenticateStage):
    """Stops whoever has a second factor until it is shown; a passkey is both steps at once."""

    urlname = "sign_in_step"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Lead to the page that asks, or go on."""
        if self._should_handle(self.request):
            return redirect(self.urlname), True
        return None, True

    def abort(self) -> HttpResponse:
        """Forget this sign-in."""
        clear_login(self.request)
        return redirect("account_login")
