"""Application of the main website."""

from django.apps import AppConfig


class PublicSiteConfig(AppConfig):
    """Clients, their domains, sign-up and pages."""

    name = "public_site"

    def ready(self) -> None:
        """Register the checks of the website."""
        from public_site.pages import checks  # noqa: F401  # registers them
