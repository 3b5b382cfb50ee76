"""The app of what is being written."""

from django.apps import AppConfig


class DraftsConfig(AppConfig):
    """What members write, until a book takes it."""

    name = "tenant_site.drafts"
    label = "drafts"
    default_auto_field = "django.db.models.BigAutoField"
