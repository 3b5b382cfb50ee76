"""Whom the service writes to about a client: its owners, in the client's language."""

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.utils import timezone, translation
from django.utils.module_loading import import_string

from accounts.letters import Letter
from public_site.models import Client
from tenancy.context import tenant_context

Write = Callable[[], Letter]


def owner_addresses(client: Client) -> list[str]:
    """Return the e-mail addresses of the client's owners; WORKSPACE_OWNERS says where to ask."""
    ask = cast(Callable[[], list[str]], import_string(settings.WORKSPACE_OWNERS))
    with tenant_context(client):
        return ask()


def write_to_owners(client: Client, write: Write) -> None:
    """Mail what `write` says in the client's language and zone, after commit."""
    with translation.override(client.language), timezone.override(client.zone):
        letter = write()
    letter.tell(*owner_addresses(client))
