"""The forms app of the workspaces."""

from django.apps import AppConfig


class EntryFormsConfig(AppConfig):
    """Published versions of the forms of entries."""

    name = "tenant_site.entry_forms"
    label = "entry_forms"
    default_auto_field = "django.db.models.BigAutoField"
