"""Which browser a sign-up belongs to, and which step it may see."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers
from django_htmx.http import HttpResponseClientRedirect

from public_site.signup.models import SignUp

COOKIE_NAME = "__Host-signup" if settings.HAS_TLS else "signup"
COOKIE_SECONDS = 14 * 24 * 3600
STEPS = ("sign_up", "sign_up_code", "sign_up_you", "sign_up_workspace", "sign_up_details")
SAME_STEP = {"sign_up_passkey": "sign_up_you"}


def sign_up_of(request: HttpRequest) -> SignUp | None:
    """Return the sign-up that this browser began, if it has one."""
    token = request.COOKIES.get(COOKIE_NAME, "")
    return SignUp.objects.of_browser(token).first() if token else None


def keep(response: HttpResponse, token: str) -> HttpResponse:
    """Let the browser keep the token of its sign-up, on this host alone."""
    response.set_cookie(
        COOKIE_NAME,
        token,
        max_age=COOKIE_SECONDS,
        secure=settings.HAS_TLS,
        httponly=True,
        samesite="Lax",
    )
    return response


def due_step(sign_up: SignUp) -> str:
    """Return the name of the page that a sign-up waits at."""
    match sign_up.state:
        case SignUp.State.REQUESTED:
            return "sign_up_code"
        case SignUp.State.OPENING:
            return "sign_up_opening"
        case SignUp.State.READY:
            return "sign_up_ready"
    if not sign_up.knows_owner:
        return "sign_up_you"
    return "sign_up_details" if sign_up.knows_workspace else "sign_up_workspace"


def may_see(sign_up: SignUp, step: str) -> bool:
    """Say whether the page is the one due, or one before it that may be changed still."""
    due = due_step(sign_up)
    if due == step:
        return True
    changeable = STEPS[2:]
    return (
        due in changeable and step in changeable and changeable.index(step) < changeable.index(due)
    )


def step(
    view: Callable[Concatenate[HttpRequest, SignUp, ...], HttpResponse],
) -> Callable[..., HttpResponseBase]:
    """Give a view the sign-up of the browser, or lead to the page that is due.

    The view's name is the step's; refresh, back and a second tab all end where they should.
    """

    @wraps(view)
    def _step(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        sign_up = sign_up_of(request)
        if sign_up is None:
            return redirect("sign_up")
        if not may_see(sign_up, SAME_STEP.get(view.__name__, view.__name__)):
            return lead(request, sign_up)
        response = view(request, sign_up, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    return _step


def lead(request: HttpRequest, sign_up: SignUp) -> HttpResponse:
    """Go to the page that is due; a page that asks by htmx is told to go there itself."""
    answer = redirect(due_step(sign_up))
    return HttpResponseClientRedirect(answer.url) if getattr(request, "htmx", False) else answer
