"""The app of what stands beside entries."""

from django.apps import AppConfig

from tenant_site.books import beside


class MattersConfig(AppConfig):
    """Follow-ups, comments, reviews and the log of who reads."""

    name = "tenant_site.matters"
    label = "matters"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Show with each entry what stands beside it, and note who reads where that is wanted."""
        from tenant_site.books import open_matters
        from tenant_site.matters import reading, recognised, telling
        from tenant_site.registers import lookup

        beside.register("matters", telling.state_of)
        beside.register_panel("matters", telling.panel_of)
        beside.register_tabs("matters", telling.tabs_of)
        open_matters.register("matters", telling.open_lines)
        beside.register_witness("matters", reading.note_reading)
        lookup.register("matters", recognised.open_about)
