"""A page of the admin that shows and never writes."""

from typing import TYPE_CHECKING, Any

from django.contrib.admin import ModelAdmin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse

if TYPE_CHECKING:
    AnyModelAdmin = ModelAdmin[Model]
else:  # Django 5.2 cannot index the class
    AnyModelAdmin = ModelAdmin


class ReadingAdmin(AnyModelAdmin):
    """Lists and shows rows; nobody adds, changes or deletes one here, whatever their rights."""

    actions = None
    change_list_template = "operators/list.html"
    change_form_template = "operators/row.html"
    list_title: Any = ""
    list_per_page = 50
    show_full_result_count = False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the list under its own title, not under one made of names of classes."""
        return super().changelist_view(request, {"title": self.list_title, **(extra_context or {})})

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let every operator look: `ConsoleSite` has asked already who they are."""
        return self.admin_site.has_permission(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the app to every operator."""
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: rows are made by services."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: rows are changed by services."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: rows are removed by services."""
        return False
