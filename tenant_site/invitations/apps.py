"""Takes invitations, badge cards and imports into the workspace."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InvitationsConfig(AppConfig):
    """The app of those who are not in yet."""

    name = "tenant_site.invitations"
    label = "invitations"
    verbose_name = _("invitations")

    def ready(self) -> None:
        """Hear Django say that somebody signed in."""
        from tenant_site.invitations import arrivals

        arrivals.listen()
