"""Sign-ups on their way: who stands where, and what was refused."""

from django.contrib.admin import display, register
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from public_site.operators.lists.reading import ReadingAdmin
from public_site.operators.site import console
from public_site.signup.models import SignUp


@register(SignUp, site=console)
class SignUpList(ReadingAdmin):
    """The latest first; codes, links and passwords are not shown to anybody."""

    list_title = _("Sign-ups")
    list_display = ("created_at", "email", "organisation", "address", "state", "refused", "client")
    list_filter = ("state", "refused")
    search_fields = ("email", "organisation", "address")
    fields = (
        "email",
        "owner_name",
        "organisation",
        "address",
        "country",
        "time_zone",
        "language",
        "pack",
        "state",
        "refused",
        "code_tries",
        "created_at",
        "changed_at",
        "ready_at",
        "welcomed_at",
        "client",
    )
    ordering = ("-created_at",)

    @display(description=_("client"))
    def client(self, sign_up: SignUp) -> str:
        """Link to the client that came of it."""
        if sign_up.client_id is None:
            return "–"
        address = reverse("admin:public_site_client_change", args=[sign_up.client_id])
        return format_html('<a href="{}">{}</a>', address, sign_up.address)
