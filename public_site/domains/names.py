"""Which host names a client may call its own."""

import idna
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tenancy import hosts


def own_host(typed: str) -> str:
    """Return what was typed or pasted as requests are compared: lower case, in punycode.

    Raises:
        ValidationError: no client can have it; says why.
    """
    text = typed.strip().lower().split("://")[-1].split("/")[0]
    text = hosts.PORT.sub("", text).rstrip(".")
    try:
        host = hosts.normalise(idna.encode(text, uts46=True).decode())
    except idna.IDNAError:
        host = None
    if host is None or "." not in host:
        raise ValidationError(
            _("This is no domain name. Type one such as book.company.com."), code="shape"
        )
    if host == settings.PUBLIC_HOST or host.endswith(f".{settings.PUBLIC_HOST}"):
        raise ValidationError(
            _("Addresses below %(host)s are ours. Type a domain of your organisation.")
            % {"host": settings.PUBLIC_HOST},
            code="ours",
        )
    return host
