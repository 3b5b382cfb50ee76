"""The app of the passes."""

from django.apps import AppConfig


class PassesConfig(AppConfig):
    """Passes of persons and vehicles, given and revoked, told by what recognises."""

    name = "tenant_site.passes"
    label = "passes"
    default_auto_field = "django.db.models.BigAutoField"
