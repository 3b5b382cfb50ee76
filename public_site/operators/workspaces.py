"""What the console asks a workspace, by the names that the settings give."""

from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils.module_loading import import_string

from public_site.models import Client
from tenancy.context import tenant_context


def figures_of(client: Client) -> dict[str, Any]:
    """Return counts of members, books and entries; empty where the schema cannot tell."""
    return dict(_asked(client, settings.WORKSPACE_FIGURES) or {})


def owners_of(client: Client) -> list[dict[str, str]]:
    """Return the owners' names and addresses; none where the schema cannot tell."""
    return list(_asked(client, settings.WORKSPACE_OWNER_LIST) or [])


def note_in(client: Client, act: str, **detail: object) -> None:
    """Write a line into the workspace's own log; one that is broken keeps nobody from acting."""
    _asked(client, settings.WORKSPACE_NOTE, act, **detail)


def _asked(client: Client, name: str, *args: object, **kwargs: object) -> Any:
    try:
        with tenant_context(client), transaction.atomic():
            return import_string(name)(*args, **kwargs)
    except DatabaseError:  # no schema, or one that lacks migrations
        return None
