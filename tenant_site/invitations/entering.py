"""Let somebody who accepts an invitation prove who they are, and in."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables

from accounts.models import User
from accounts.signing_in import PER_NAME, PER_NETWORK, QUARTER_SECONDS, proceed
from accounts.tries import Limit, Try, fold
from accounts.visitors import network_of
from tenant_site.members.requests import WorkspaceRequest

PER_ACCOUNT = Limit("accept-as", most=10, seconds=QUARTER_SECONDS, ends_at_success=True)


@sensitive_variables("password")
def person_of(request: WorkspaceRequest, *, email: str, password: str) -> User | None:
    """Return the person of the address if the password is theirs, wherever they belong.

    Counted like a sign-in, and at all workspaces together: anybody may open many of them and
    invite the address to each. One hash is made whether or not it has an account.

    Raises:
        TooManyTries: the address has used up its tries.
    """
    name = fold(email)
    attempt = Try((PER_NAME, name), (PER_ACCOUNT, name), (PER_NETWORK, network_of(request)))
    attempt.begin()
    user = User.objects.filter(email=email).first()
    if user is None:
        User().set_password(password)
        return None
    if not user.check_password(password) or not user.is_active:
        return None
    attempt.succeed()
    return user


def enter(request: WorkspaceRequest, user: User) -> HttpResponse:
    """Begin a session, by all the stages that a sign-in with a password has."""
    return proceed(request, user, proved_by="password", next_url=reverse("book_list"))
