"""The app of who is inside."""

from django.apps import AppConfig


class PresenceConfig(AppConfig):
    """Who came in and did not leave, who stays too long, and the list for an evacuation."""

    name = "tenant_site.presence"
    label = "presence"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Lead from a book to who is inside."""
        from tenant_site.books import beside
        from tenant_site.presence.tabs import tabs_of

        beside.register_tabs("presence", tabs_of)
