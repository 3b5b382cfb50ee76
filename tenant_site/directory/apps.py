"""The directory app of the workspaces."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Lists and pages of the registers; merging, import and export."""

    name = "tenant_site.directory"
    label = "directory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Lead from a book to its entries as a table."""
        from tenant_site.books import beside
        from tenant_site.directory.telling import tabs_of

        beside.register_tabs("directory", tabs_of)
