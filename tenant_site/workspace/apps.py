"""Application of the workspace's own pages."""

from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    """Plan, limits, invoices, domains and deletion, as the owner sees them."""

    name = "tenant_site.workspace"
    label = "workspace"
