"""The page on which somebody accepts an invitation."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.tries import TooManyTries
from tenant_site.invitations.accepting import (
    AccountExists,
    InvitationRefused,
    accept_as,
    accept_as_new,
    find_acceptable,
    proves_the_address,
)
from tenant_site.invitations.entering import enter, person_of
from tenant_site.invitations.forms import NewAccountForm, OwnAccountForm
from tenant_site.invitations.models import Invitation
from tenant_site.invitations.tokens import hash_of
from tenant_site.members.access import public_page
from tenant_site.members.models import Member
from tenant_site.members.requests import WorkspaceRequest
from tenant_site.workspace.limits import LimitReached
from tenant_site.workspace.standing import refusal


@require_http_methods(["GET", "HEAD", "POST"])
@public_page
@sensitive_post_parameters("password", "own_password")
@never_cache
def invitation_accept(request: WorkspaceRequest, token: str) -> HttpResponse:
    """Accept an invitation with a new account or with one's own."""
    try:
        invitation = find_acceptable(token)
        if request.member is not None:
            context = {"invitation": invitation}
            return render(request, "invitations/invitation_of_another.html", context)
        page = AcceptPage(request, invitation, token)
        return page.answer()
    except InvitationRefused:
        return _second_click(request, token) or _refusal(request)


class AcceptPage:
    """The two ways in: an account made now, or the account that the address has.

    The mailed link proves that its holder reads the mail of the address, so they are shown the
    one way that fits. Whoever holds a link that was passed on is shown both, and told nothing.
    """

    def __init__(self, request: WorkspaceRequest, invitation: Invitation, token: str) -> None:
        self._request, self._invitation, self._token = request, invitation, token
        self._waiting: TooManyTries | None = None
        self._with_own = "own_password" in request.POST
        posted = request.POST or None
        self._new = NewAccountForm(
            None if self._with_own else posted,
            email=invitation.email,
            initial={"name": invitation.name},
        )
        self._own = OwnAccountForm(posted if self._with_own else None)

    def answer(self) -> HttpResponse:
        """Accept and let in, or show what is to be put right."""
        accept = self._accept_own if self._with_own else self._accept_new
        form, user = self._own if self._with_own else self._new, None
        try:
            if form.is_valid() and self._takes_members(form):
                user = accept()
        except LimitReached:
            form.add_error(
                None,
                _("There is no room for more people in this news book. Tell who invited you."),
            )
        return enter(self._request, user) if user else self._shown()

    def _takes_members(self, form: NewAccountForm | OwnAccountForm) -> bool:
        """Say whether the workspace takes people today; if not, let the form say why."""
        standing = self._request.tenant.standing
        if not standing.may_write:
            form.add_error(None, refusal(standing, is_owner=False))
        return bool(standing.may_write)

    def _accept_new(self) -> User | None:
        try:
            member = accept_as_new(token=self._token, **self._new.cleaned_data)
        except AccountExists:
            self._new.add_error(
                None, _("This does not work with a new account. Sign in with the one you have.")
            )
            return None
        return member.user

    def _accept_own(self) -> User | None:
        email, password = self._invitation.email, self._own.cleaned_data["own_password"]
        try:
            user = person_of(self._request, email=email, password=password)
        except TooManyTries as waits:
            self._waiting = waits
            self._own.add_error(None, waits.sentence)
            return None
        if user is None:
            self._own.add_error("own_password", _("This is not the password of that account."))
            return None
        return accept_as(token=self._token, user=user).user

    def _shown(self) -> HttpResponse:
        bound = self._own if self._with_own else self._new
        response = render(
            self._request,
            "invitations/invitation_accept.html",
            {
                "invitation": self._invitation,
                "ways": self._ways(),
                "new": self._new,
                "own": self._own,
                "form": bound,
            },
            status=422 if bound.errors else 200,
        )
        response._has_been_logged = True  # type: ignore[attr-defined]  # else Django logs the link
        return self._waiting.mark(response) if self._waiting else response

    def _ways(self) -> list[str]:
        if not proves_the_address(self._invitation, self._token):
            return ["new", "own"]
        known = User.objects.filter(email=self._invitation.email).exists()
        return ["own"] if known else ["new"]


def _second_click(request: WorkspaceRequest, token: str) -> HttpResponse | None:
    """Let in whom the first click of a double click made a member a moment ago."""
    if request.member is not None:
        return redirect("book_list")
    password = request.POST.get("password") or request.POST.get("own_password")
    accepted = Invitation.objects.of_token(hash_of(token)).just_accepted().first()
    if not password or accepted is None:
        return None
    try:
        user = person_of(request, email=accepted.email, password=password)
    except TooManyTries:
        return None
    here = user is not None and Member.objects.active().of_user(user).exists()
    return enter(request, user) if user and here else None


def _refusal(request: WorkspaceRequest) -> HttpResponse:
    return render(request, "invitations/invitation_refused.html", status=410)
