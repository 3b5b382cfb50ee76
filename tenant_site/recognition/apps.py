"""The recognition app of the workspaces."""

from django.apps import AppConfig


class RecognitionConfig(AppConfig):
    """Who is meant while a document or plate is typed; bans; types of person."""

    name = "tenant_site.recognition"
    label = "recognition"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let pages say of an entry that its writer was warned."""
        from tenant_site.books import beside
        from tenant_site.recognition.telling import warned

        beside.register("recognition", warned)
