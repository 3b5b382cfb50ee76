"""Publishing a form, and the versions that were published."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tenant_site.books.models import Book
from tenant_site.designer.access import MOST_REVISION, access_type, seen_revision
from tenant_site.designer.drafts import design_of
from tenant_site.designer.published import with_changes
from tenant_site.designer.publishing import publish_draft
from tenant_site.designer.refusals import ActRefused
from tenant_site.entry_forms.html import BoundDefinition
from tenant_site.entry_forms.models import FormVersion
from tenant_site.members.access import member_required
from tenant_site.members.models import Role
from tenant_site.members.requests import MemberRequest

VERSIONS_A_PAGE = 20


@require_http_methods(["GET", "POST"])
@member_required(Role.OWNER)
def form_publish(request: MemberRequest, type_code: str) -> HttpResponse:
    """Say what publishing changes; do it."""
    entry_type = access_type(type_code)
    if request.method == "POST":
        return _publish(request, type_code)
    context = {
        "design": design_of(entry_type),
        "books_count": Book.objects.filter(is_open=True).count(),
        "tab": "publish",
        "may_write": request.tenant.standing.may_write,
    }
    return render(request, "designer/form_publish.html", context)


def _publish(request: MemberRequest, type_code: str) -> HttpResponse:
    entry_type, revision = access_type(type_code), seen_revision(request)
    try:
        version = publish_draft(entry_type=entry_type, revision=revision, by=request.member)
    except ActRefused as refused:
        messages.error(request, refused.message)
        return redirect("form_publish", type_code)
    said = _("Version %(number)s is published: entries are written with it from now on.")
    messages.success(request, said % {"number": version.number})
    return redirect("form_versions", type_code)


@require_GET
@member_required(Role.OWNER)
def form_versions(request: MemberRequest, type_code: str) -> HttpResponse:
    """Show which versions there were, who published them when, and what each changed."""
    entry_type = access_type(type_code)
    versions = FormVersion.objects.filter(entry_type=entry_type).newest_first()
    page = Paginator(versions, VERSIONS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "design": design_of(entry_type),
        "page": page,
        "pasts": with_changes(list(page.object_list)),
        "tab": "versions",
    }
    return render(request, "designer/form_versions.html", context)


@require_GET
@member_required(Role.OWNER)
def form_version(request: MemberRequest, type_code: str, number: int) -> HttpResponse:
    """Show one version as it was and stays."""
    if number > MOST_REVISION:
        raise Http404
    entry_type = access_type(type_code)
    versions = FormVersion.objects.filter(entry_type=entry_type).newest_first()
    (past,) = with_changes([get_object_or_404(versions, number=number)])
    context = {
        "design": design_of(entry_type),
        "past": past,
        "answers": BoundDefinition(past.version.form),
        "tab": "versions",
    }
    return render(request, "designer/form_version.html", context)
