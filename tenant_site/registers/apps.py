"""The registers app of the workspaces."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """Persons, vehicles, items and points, and the entries that name them."""

    name = "tenant_site.registers"
    label = "registers"
    default_auto_field = "django.db.models.BigAutoField"
