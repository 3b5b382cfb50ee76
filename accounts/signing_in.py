"""The one way from a proof of who somebody is to a session: password, then allauth's stages.

A site lists its stages in LOGIN_STAGES: each may stop a sign-in that is otherwise right and let it
go on later (a second factor, a supervisor's release). Whoever makes a session calls `proceed`.
"""

from typing import Any

from allauth.account.internal.flows.login import (
    perform_login,
    record_authentication,
)
from allauth.account.models import Login
from django.contrib.auth import authenticate, logout
from django.http import HttpRequest, HttpResponse
from django.views.decorators.debug import sensitive_variables

from accounts.models import User
from accounts.tries import Limit, Try, fold
from accounts.visitors import network_of

# in the session: the hash to which sessions of the person were bound when they were proved
PROVED = "proved_as"
QUARTER_SECONDS = 15 * 60
PER_NAME = Limit(
    "sign-in-as", most=10, seconds=QUARTER_SECONDS, at_each_tenant=True, ends_at_success=True
)
PER_NETWORK = Limit("sign-in", most=100, seconds=QUARTER_SECONDS)


class PasswordRefused(Exception):
    """Name and password do not belong together, or to nobody who may enter here."""


@sensitive_variables("password")
def enter_by_password(
    request: HttpRequest, *, name: str, password: str, next_url: str | None = None
) -> HttpResponse:
    """Sign in whom name and password stand for, or lead them to the next stage.

    Raises:
        PasswordRefused: they are not those of somebody who may enter here.
        TooManyTries: name or network has used up its tries.
    """
    user = person_behind(request, name=name, password=password)
    return proceed(request, user, proved_by="password", next_url=next_url)


@sensitive_variables("password")
def person_behind(request: HttpRequest, *, name: str, password: str) -> User:
    """Return whom name and password stand for; nobody is signed in by it, and nobody out.

    The tries are counted and the password compared in the same way whether the name exists.

    Raises:
        PasswordRefused: they are not those of somebody who may enter here.
        TooManyTries: name or network has used up its tries.
    """
    attempt = Try((PER_NAME, fold(name)), (PER_NETWORK, network_of(request)))
    attempt.begin()
    user = authenticate(request, identifier=name, password=password)
    if not isinstance(user, User):
        raise PasswordRefused
    attempt.succeed()
    return user


def proceed(
    request: HttpRequest,
    user: User,
    *,
    proved_by: str,
    next_url: str | None = None,
    **facts: Any,
) -> HttpResponse:
    """Take a person, proved by `proved_by`, through the stages of this site to a session.

    Returns the redirect to `next_url` (checked by the caller) once signed in, or to the page of
    the stage that waits; the session then belongs to nobody yet. `facts` are noted beside.
    """
    if request.user.is_authenticated and request.user != user:
        logout(request)
    record_authentication(request, user, method=proved_by, **facts)
    request.session[PROVED] = user.get_session_auth_hash()
    response: HttpResponse = perform_login(request, Login(user=user, redirect_url=next_url))
    return response


def is_still_proved(request: HttpRequest, user: User) -> bool:
    """Say whether what proved the person still does.

    A new password, or the end of all their sessions, ends the sign-ins that wait, too.
    """
    return bool(request.session.get(PROVED) == user.get_session_auth_hash())
