"""Application of the main website."""

from django.apps import AppConfig


class PublicSiteConfig(AppConfig):
    """Clients, their domains, sign-up and pages."""

    name = "public_site"
