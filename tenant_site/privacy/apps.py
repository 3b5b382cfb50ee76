"""The app of erasures, retention and legal holds."""

from django.apps import AppConfig

from tenant_site.books import beside


class PrivacyConfig(AppConfig):
    """What the law wants gone, what it wants kept, and how long the rest stays."""

    name = "tenant_site.privacy"
    label = "privacy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Show with each entry whether it is held, and the way to suppress it."""
        from tenant_site.privacy import telling

        beside.register("privacy", telling.state_of)
