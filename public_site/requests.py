"""The request of a workspace, typed."""

from django.http import HttpRequest

from public_site.models import Client


class TenantRequest(HttpRequest):
    """A request that `tenancy.middleware` gave its client."""

    tenant: Client
