"""The legacy app of the workspaces."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LegacyConfig(AppConfig):
    """What came from the old system."""

    name = "tenant_site.legacy"
    label = "legacy"
    verbose_name = _("old system")
    default_auto_field = "django.db.models.BigAutoField"
