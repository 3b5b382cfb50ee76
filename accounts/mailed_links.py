"""Addresses in mails: at a workspace's main address, whichever host asked for the mail."""

from collections.abc import Callable

from django.http import HttpRequest
from django.urls import get_script_prefix, reverse


def links_to(name: str, *, request: HttpRequest) -> Callable[[str], str]:
    """Return what makes of a token the whole address of the page `name` that takes it.

    A domain that is about to lapse would hand the token to whoever has it next, so the main
    address is asked for, at once: it costs the same whether a token follows or not.
    """
    tenant = getattr(request, "tenant", None)
    if tenant is None:  # the main website has one host
        return lambda token: request.build_absolute_uri(reverse(name, args=[token]))
    root, prefix = tenant.url, get_script_prefix()
    return lambda token: f"{root}/{reverse(name, args=[token]).removeprefix(prefix)}"
