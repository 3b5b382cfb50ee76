"""What tests need of the engine; nothing here is imported by a site that serves."""

from functools import wraps
from typing import Any

from django.test.client import Client

from tenancy import context


def keep_tenants_across_requests() -> None:
    """Let a request of Django's test client leave the test in the tenant that it was in.

    On a server a request ends outside every tenant. `TenantTestCase` puts its tenant in force
    once, and its tests query it after a request too.
    """
    if not hasattr(Client.request, "__wrapped__"):
        Client.request = _keeping(Client.request)  # type: ignore[method-assign]  # for every subclass


def _keeping(request: Any) -> Any:
    @wraps(request)
    def keeping(client: Client, **environ: Any) -> Any:
        with context.kept():
            return request(client, **environ)

    return keeping
