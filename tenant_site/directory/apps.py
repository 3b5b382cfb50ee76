"""The directory app of the workspaces."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Lists and pages of the registers; merging, import and export."""

    name = "tenant_site.directory"
    label = "directory"
    default_auto_field = "django.db.models.BigAutoField"
