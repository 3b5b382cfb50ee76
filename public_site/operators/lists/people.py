"""The operators."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.admin import display, register
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from public_site.operators.lists.reading import ReadingAdmin
from public_site.operators.people.sessions import open_sessions
from public_site.operators.site import console


@register(User, site=console)
class OperatorList(ReadingAdmin):
    """Those who reach this console, or will once they have a second factor; nobody else."""

    list_title = _("Operators and sessions")
    list_display = ("email", "name", "factors", "last_login")
    fields = ("email", "name", "is_active", "last_login", "created_at")
    search_fields = ("email", "name")
    ordering = ("email",)
    change_list_template = "operators/operator_list.html"
    change_form_template = "operators/operator.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Keep operators, with how many second factors each has."""
        theirs = Authenticator.objects.filter(user=OuterRef("pk")).order_by()
        counted = theirs.values("user").annotate(count=Count("pk")).values("count")
        return User.objects.filter(is_staff=True).annotate(
            factor_count=Coalesce(Subquery(counted), 0)
        )

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show them, and their open sessions."""
        sessions, people = open_sessions(), {user.pk: user for user in self.get_queryset(request)}
        rows = [(people[one.user_id], one) for one in sessions if one.user_id in people]
        return super().changelist_view(request, {"sessions": rows, **(extra_context or {})})

    @display(description=_("second factors"))
    def factors(self, user: Any) -> int:
        """Count second factors; without one nobody comes in."""
        return int(user.factor_count)
