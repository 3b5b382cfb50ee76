"""The log of a workspace."""

from django.apps import AppConfig


class ActivityConfig(AppConfig):
    """What was done about the workspace itself, beside its books."""

    name = "tenant_site.activity"
    label = "activity"
    default_auto_field = "django.db.models.BigAutoField"
