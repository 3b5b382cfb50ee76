"""Passkeys: what the browser is asked for, and whether its answer is right."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from fido2.webauthn import CollectedClientData

from accounts.factors.relying_party import origin_of
from accounts.models import User

Answer = dict[str, Any]


class PasskeyRefused(Exception):
    """The answer is not that of a passkey which this person made with us."""


def ask_for_any() -> dict[str, Any]:
    """Return what a browser needs to offer the passkeys it has: nothing about any person.

    The challenge is kept in the session of the request in force and works once.
    """
    options: dict[str, Any] = auth.begin_authentication(None)
    return options


def ask_for_new(user: User) -> dict[str, Any]:
    """Return what a browser needs to make a passkey that signs in by itself."""
    options: dict[str, Any] = auth.begin_registration(user, passwordless=True)
    return options


def made(request: HttpRequest, answer: Answer) -> None:
    """Check that `answer` is a passkey just made, here, with its owner recognised by the device.

    Raises:
        PasskeyRefused: it is not.
    """
    try:
        _check_origin(request, answer)
        auth.parse_registration_response(answer)
        auth.complete_registration(answer)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise PasskeyRefused from error


def used(request: HttpRequest, answer: Answer) -> Authenticator:
    """Return the passkey that `answer` was given with, its person as `.user`.

    Raises:
        PasskeyRefused: nobody made it with us, or it answers another question.
    """
    try:
        _check_origin(request, answer)
        auth.parse_authentication_response(answer)
        user = auth.extract_user_from_response(answer)
        found: Authenticator = auth.complete_authentication(user, answer)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise PasskeyRefused from error
    found.record_usage()
    return found


def _check_origin(request: HttpRequest, answer: Answer) -> None:
    """Take answers from this very host alone: one relying party spans all workspaces."""
    said = CollectedClientData(auth.websafe_decode(answer["response"]["clientDataJSON"]))
    if said.origin != origin_of(request):
        raise PasskeyRefused
