"""The legacy app of the workspaces."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tenant_site.books import beside


class LegacyConfig(AppConfig):
    """What came from the old system."""

    name = "tenant_site.legacy"
    label = "legacy"
    verbose_name = _("old system")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Show with each imported entry what the old system knew of it."""
        from tenant_site.legacy import telling

        beside.register("legacy", telling.state_of)
