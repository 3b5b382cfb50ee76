"""The designer app of the workspaces."""

from django.apps import AppConfig


class DesignerConfig(AppConfig):
    """Types of entry and the drafts of their forms."""

    name = "tenant_site.designer"
    label = "designer"
    default_auto_field = "django.db.models.BigAutoField"
