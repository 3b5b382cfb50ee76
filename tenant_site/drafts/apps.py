"""The app of what is being written."""

from django.apps import AppConfig


class DraftsConfig(AppConfig):
    """What members write, until a book takes it."""

    name = "tenant_site.drafts"
    label = "drafts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Show above the entries of a book what the reader has begun there."""
        from tenant_site.books import beside
        from tenant_site.drafts.panels import panel

        beside.register_panel("drafts", panel)
