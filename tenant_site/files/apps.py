"""The files app of the workspaces."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Uploads and their renditions."""

    name = "tenant_site.files"
    label = "files"
    default_auto_field = "django.db.models.BigAutoField"
