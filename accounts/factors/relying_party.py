"""For which addresses a passkey is made, and where one can be used."""

from django.conf import settings
from django.http import HttpRequest


def relying_party_id(host: str) -> str:
    """Return the domain that passkeys made at `host` belong to.

    It is PUBLIC_HOST, so that one passkey serves the main website and every workspace below it.
    Browsers take a bare `localhost` for a public suffix, which no host below it may claim: there
    each host keeps passkeys of its own.
    """
    return settings.PUBLIC_HOST if "." in settings.PUBLIC_HOST else host.partition(":")[0]


def one_passkey_serves_every_workspace() -> bool:
    """Say whether a passkey made at the main website signs in at each workspace, too."""
    return "." in settings.PUBLIC_HOST or bool(settings.WORKSPACES_IN_FOLDER)


def passkeys_work_at(host: str) -> bool:
    """Say whether browsers let `host` use our passkeys: not so at clients' own domains."""
    return is_ours(host)


def is_ours(host: str) -> bool:
    """Say whether the host is the main website's or below it, and no client's own domain."""
    name = host.partition(":")[0]
    return bool(name == settings.PUBLIC_HOST or name.endswith(f".{settings.PUBLIC_HOST}"))


def origin_of(request: HttpRequest) -> str:
    """Return the one origin from which a passkey's answer to this request may come."""
    return f"{request.scheme}://{request.get_host()}"
