"""Addresses of one's second factors, the same at both sites; each says who may see them."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from accounts.factors import stepping, views

Guard = Callable[[Callable[..., Any]], Callable[..., Any]]


def addresses(*, own: Guard, public: Guard) -> list[URLPattern]:
    """Return the addresses: `own` guards the pages of who is signed in, `public` the others."""
    root = "account/second-factor/"
    passkey = f"{root}passkeys/<int:passkey_id>/"
    return [
        path(root, own(views.second_factor), name="second_factor"),
        path(f"{root}app/", own(views.app_add), name="app_add"),
        path(f"{root}app/remove/", own(views.app_remove), name="app_remove"),
        path(f"{root}codes/", own(views.recovery_codes), name="recovery_codes"),
        path(f"{root}codes/renew/", own(views.recovery_renew), name="recovery_renew"),
        path(f"{root}passkeys/add/", own(views.passkey_add), name="passkey_add"),
        path(passkey, own(views.passkey_rename), name="passkey_rename"),
        path(f"{passkey}remove/", own(views.passkey_remove), name="passkey_remove"),
        path(f"{root}show/", own(stepping.second_step), name="second_step"),
        path("sign-in/step/", public(stepping.sign_in_step), name="sign_in_step"),
        path("sign-in/passkey/", public(stepping.sign_in_passkey), name="sign_in_passkey"),
        path("sign-in/passkey/ask/", public(stepping.passkey_ask), name="passkey_ask"),
    ]
