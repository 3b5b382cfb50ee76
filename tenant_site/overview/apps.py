"""The app of the figures."""

from django.apps import AppConfig


class OverviewConfig(AppConfig):
    """Figures of the books for those who read all of them; it has no tables of its own."""

    name = "tenant_site.overview"
    label = "overview"
    default_auto_field = "django.db.models.BigAutoField"
