"""The last step of signing in where a role's rule says so: a supervisor lets the member in."""

from allauth.account.internal.stagekit import clear_login
from allauth.account.stages import LoginStage, LoginStageController
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.tries import Limit, TooManyTries, Try
from accounts.visitors import address_of
from tenant_site.members import releasing
from tenant_site.members.models import Member, ReleaseRequest, SignInRule

ASKED = Limit("release", most=5, seconds=15 * 60, at_each_tenant=True)


class ReleaseStage(LoginStage):
    """Stops whose role is released by a supervisor, after password and second factor."""

    key = "release"
    urlname = "release_wait"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Ask the supervisors and lead to the page that waits, or go on."""
        member = self.member
        if member is None or not SignInRule.objects.of_role(member.role).needing_release().exists():
            return None, True
        self.state["request"] = self._ask(member)
        return redirect(self.urlname), True

    @property
    def member(self) -> Member | None:
        """The place of the person who is signing in."""
        user = self.login.user
        return Member.objects.active().of_user(user).first() if user else None

    @property
    def release_request(self) -> ReleaseRequest | None:
        """The request that this browser's sign-in waits for; None when asked too often."""
        mine = ReleaseRequest.objects.filter(member=self.member, pk=self.state.get("request"))
        return mine.select_related("member").first()

    def abort(self) -> HttpResponse:
        """Forget this sign-in."""
        clear_login(self.request)
        return redirect("account_login")

    def _ask(self, member: Member) -> str | None:
        try:
            Try((ASKED, str(member.pk))).begin()
        except TooManyTries:
            return None
        url = self.request.build_absolute_uri(reverse("waiting_list"))
        made = releasing.ask(member=member, network=address_of(self.request), url=url)
        return str(made.pk)


def stage_of(request: HttpRequest) -> ReleaseStage | None:
    """Return the step at which this browser's sign-in stands, if it is this one."""
    stage = LoginStageController.enter(request, ReleaseStage.key)
    return stage if isinstance(stage, ReleaseStage) and stage.member else None
