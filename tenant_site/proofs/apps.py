"""The proofs of a workspace's books."""

from django.apps import AppConfig


class ProofsConfig(AppConfig):
    """Anchors of all books, checks of them, and exports that prove themselves."""

    name = "tenant_site.proofs"
    label = "proofs"
    default_auto_field = "django.db.models.BigAutoField"
