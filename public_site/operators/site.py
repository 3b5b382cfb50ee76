"""The console: Django's admin without its own forms, behind a second factor."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext_lazy as _

from public_site.operators.permission import is_operator

# Django's own pages that go around our services or have no use here
LEFT_OUT = frozenset({"password_change", "password_change_done", "autocomplete", "view_on_site"})


class ConsoleSite(AdminSite):
    """Lists that are read, and acts that are services; everything asks `is_operator` first."""

    site_header = _("News Book console")
    site_title = _("News Book console")
    index_title = _("Overview")
    index_template = "operators/console_index.html"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Admit active staff with a second factor shown in this session."""
        return is_operator(request)

    def get_urls(self) -> list[Any]:
        """Put our own pages before those of the lists."""
        from public_site.operators.urls import console_patterns

        own = [
            path(route, self.admin_view(view), name=name)
            for route, view, name in console_patterns()
        ]
        found: list[URLPattern | URLResolver] = super().get_urls()
        return own + [one for one in found if getattr(one, "name", None) not in LEFT_OUT]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Show where to begin, with what asks for attention."""
        from public_site.operators.overview import overview

        return super().index(request, {"overview": overview(), **(extra_context or {})})


console = ConsoleSite(name="admin")
