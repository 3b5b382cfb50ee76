"""The app of the search."""

from django.apps import AppConfig

from tenant_site.books import written_with


class FindingConfig(AppConfig):
    """What entries are found by, and the searches that members keep."""

    name = "tenant_site.finding"
    label = "finding"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Write with each entry what it is found by."""
        from tenant_site.finding import indexing

        written_with.register("finding", indexing.WITH_ENTRY, indexing.given_of)
