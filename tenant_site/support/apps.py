"""The pages about support of the workspaces."""

from django.apps import AppConfig


class SupportConfig(AppConfig):
    """Pages alone: grants and visits are `accounts.support`'s, whose label is `support`."""

    name = "tenant_site.support"
    label = "workspace_support"
