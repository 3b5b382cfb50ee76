"""Types of entry as files: take them out, look at what a file would bring, bring it in."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tenant_site.books.models import EntryType
from tenant_site.designer.drafts import designs_of
from tenant_site.designer.models import PackImport
from tenant_site.designer.pack_forms import PackForm
from tenant_site.designer.pack_importing import PlanChanged, apply_pack
from tenant_site.designer.pack_planning import plan_of
from tenant_site.designer.packs import write_pack
from tenant_site.designer.refusals import ActRefused, ChangedMeanwhile
from tenant_site.designer.retyping import CodeTaken, TypeChangedMeanwhile
from tenant_site.members.access import member_required
from tenant_site.members.models import Role
from tenant_site.members.requests import MemberRequest
from tenant_site.workspace.standing import may_write, outlives_payment


@require_GET
@member_required(Role.OWNER)
def pack_export(request: MemberRequest) -> HttpResponse:
    """Let the owner choose which types go into a pack."""
    types = EntryType.objects.order_by("-is_active", "position", "code")
    return render(request, "designer/pack_export.html", {"types": types})


@require_GET
@member_required(Role.OWNER)
def pack_file(request: MemberRequest) -> HttpResponse:
    """Hand out the chosen types with their forms as they are now, as JSON."""
    wanted = set(request.GET.getlist("type"))
    types = [one for one in EntryType.objects.order_by("position", "code") if one.code in wanted]
    if not types:
        messages.warning(request, _("Choose at least one type."))
        return redirect("pack_export")
    designs = designs_of(types)
    text = write_pack((one, designs[one.pk].definition) for one in types)
    name = _("types-%(day)s.json") % {"day": timezone.localdate().isoformat()}
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="application/json; charset=utf-8", headers=headers)


@require_http_methods(["GET", "POST"])
@member_required(Role.OWNER)
@outlives_payment
def pack_import(request: MemberRequest) -> HttpResponse:
    """Take a pack; nothing is changed yet."""
    is_sent = request.method == "POST"
    form = PackForm(request.POST, request.FILES) if is_sent else PackForm()
    if form.is_valid() and may_write(request, form):
        return redirect("pack_check", form.keep(by=request.member).pk)
    status = 422 if form.errors else 200
    return render(request, "designer/pack_import.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@member_required(Role.OWNER)
def pack_check(request: MemberRequest, import_id: UUID) -> HttpResponse:
    """Show what importing would do; do exactly that; then show what was done."""
    kept = get_object_or_404(PackImport, pk=import_id, uploaded_by=request.member)
    if request.method == "POST":
        return _import(request, kept)
    if kept.applied_at is not None:
        return render(request, "designer/pack_done.html", {"kept": kept})
    may_import = request.tenant.standing.may_write
    context = {"kept": kept, "plan": plan_of(kept.text), "may_write": may_import}
    return render(request, "designer/pack_check.html", context)


def _import(request: MemberRequest, kept: PackImport) -> HttpResponse:
    digest, publishes = request.POST.get("plan", ""), "publish" in request.POST
    try:
        apply_pack(import_id=kept.pk, digest=digest, by=request.member, publishes=publishes)
    except (PlanChanged, ChangedMeanwhile, TypeChangedMeanwhile, CodeTaken):
        kept.refresh_from_db()
        if kept.applied_at is None:  # else by the first click of a double click
            said = _("The types have changed since this was shown. Look once more, then import.")
            messages.warning(request, said)
    except ActRefused as refused:
        messages.warning(request, refused.message)
    return redirect("pack_check", kept.pk)
