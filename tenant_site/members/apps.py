"""The members app of the workspaces."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """Members of a workspace."""

    name = "tenant_site.members"
    label = "members"
    default_auto_field = "django.db.models.BigAutoField"
