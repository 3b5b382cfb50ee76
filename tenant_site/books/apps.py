"""The books app of the workspaces."""

from django.apps import AppConfig


class BooksConfig(AppConfig):
    """Books and their entries."""

    name = "tenant_site.books"
    label = "books"
    default_auto_field = "django.db.models.BigAutoField"
