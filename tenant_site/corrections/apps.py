"""The app of the corrections."""

from django.apps import AppConfig

from tenant_site.books import beside


class CorrectionsConfig(AppConfig):
    """What annuls what."""

    name = "tenant_site.corrections"
    label = "corrections"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Show with each entry what annuls it, and what it annuls."""
        from tenant_site.corrections import telling

        beside.register("corrections", telling.state_of)
        beside.register_striker("corrections", telling.struck)
