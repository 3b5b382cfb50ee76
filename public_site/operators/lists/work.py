"""Exports, restores and migrations that were asked for."""

from typing import Any

from django.contrib.admin import display, register
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from public_site.operators.lists.reading import ReadingAdmin
from public_site.operators.models import LongWork
from public_site.operators.site import console


@register(LongWork, site=console)
class WorkList(ReadingAdmin):
    """Each piece with its outcome, the latest first."""

    list_title = _("Long work")
    list_display = ("asked_at", "kind", "about", "state", "asked_by", "ended_at", "archive", "said")
    list_filter = ("kind", "state")
    fields = ("kind", "about", "state", "asked_by", "asked_at", "ended_at", "archive", "said")
    readonly_fields = ("archive",)
    ordering = ("-asked_at",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Load all; what nobody does any more is shown as interrupted."""
        LongWork.objects.all().give_up_interrupted()
        return LongWork.objects.all()

    @display(description=_("archive"))
    def archive(self, work: LongWork) -> str:
        """Link to the file, while it is here."""
        if work.file is None:
            return "–"
        address = reverse("admin:archive_download", args=[work.file_name])
        return format_html('<a href="{}">{}</a>', address, work.file_name)
