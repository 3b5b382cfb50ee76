"""The app of the reports."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Reports of the books, and the books as they stood at any moment."""

    name = "tenant_site.reports"
    label = "reports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Lead from books and entries to their reports, which follow corrections."""
        from tenant_site.books import beside
        from tenant_site.corrections import following
        from tenant_site.reports import reissuing, telling

        beside.register("reports", telling.ways_from)
        beside.register_tabs("reports", telling.tabs_of)
        following.register("reports", reissuing.follow)
