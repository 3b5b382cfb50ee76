"""Registers and books as tables: bring a register in, take it and entries out."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tenant_site.activity import note
from tenant_site.books.access import access_book
from tenant_site.directory.exporting import entry_rows, record_rows
from tenant_site.directory.importing import ImportRefused, apply_import
from tenant_site.directory.kinds import Kind, kind_of
from tenant_site.directory.models import RegisterImport
from tenant_site.directory.planning import Fate, plan_of
from tenant_site.directory.table_forms import EntriesAsked, RegisterFileForm
from tenant_site.directory.tables import CSV, table_response
from tenant_site.members.access import member_required
from tenant_site.members.models import Role
from tenant_site.members.requests import MemberRequest
from tenant_site.workspace.standing import may_write, outlives_payment

ROWS_A_PAGE = 200


@require_http_methods(["GET", "POST"])
@member_required(Role.OWNER, Role.SUPERVISOR)
@outlives_payment
def register_import(request: MemberRequest, kind: str) -> HttpResponse:
    """Take a file of a register; nothing is changed yet."""
    register = kind_of(kind)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = RegisterFileForm(*sent)
    if form.is_valid() and may_write(request, form):
        kept = form.keep(register, uploaded_by=request.member)
        if kept is not None:
            return redirect("register_import_check", kind=kind, import_id=kept.pk)
    status = 422 if form.errors else 200
    context = {"kind": register, "form": form}
    return render(request, "directory/register_import.html", context, status=status)


@require_http_methods(["GET", "POST"])
@member_required(Role.OWNER, Role.SUPERVISOR)
def register_import_check(request: MemberRequest, kind: str, import_id: UUID) -> HttpResponse:
    """Show what importing would do; do exactly that; then show what was done."""
    register = kind_of(kind)
    mine = RegisterImport.objects.filter(kind=kind, uploaded_by=request.member)
    kept = get_object_or_404(mine, pk=import_id)
    if request.method == "POST":
        return _applied(request, register, kept)
    if kept.applied_at is not None:
        context = {"kind": register, "kept": kept, "counts": _counts(kept.counts)}
        return render(request, "directory/register_import_done.html", context)
    return _check_page(request, register, kept)


def _applied(request: MemberRequest, kind: Kind, kept: RegisterImport) -> HttpResponse:
    digest = request.POST.get("plan", "")
    try:
        apply_import(kind, import_id=kept.pk, digest=digest, applied_by=request.member)
    except ImportRefused:
        kept.refresh_from_db()
        if kept.applied_at is None:  # else by the first click of a double click
            text = _("The register has changed since this was shown. Look once more, then import.")
            messages.warning(request, text)
    return redirect("register_import_check", kind=kind.slug, import_id=kept.pk)


def _check_page(request: MemberRequest, kind: Kind, kept: RegisterImport) -> HttpResponse:
    plan = plan_of(kind, kept.text)
    fates = [fate for fate in Fate if plan.counts.get(fate)]
    shown = next((fate for fate in fates if fate == request.GET.get("show")), fates[0])
    context = {
        "kind": kind,
        "kept": kept,
        "plan": plan,
        "fates": [(fate, plan.counts[fate]) for fate in fates],
        "shown": shown,
        "show_query": f"show={shown}",
        "rows": Paginator(plan.of_fate(shown), ROWS_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "directory/register_import_check.html", context)


def _counts(counts: dict[str, int]) -> list[tuple[str, int]]:
    return [(str(fate.label), counts[fate]) for fate in Fate if counts.get(fate)]


@require_GET
@member_required(Role.OWNER, Role.SUPERVISOR)
def register_template(request: MemberRequest, kind: str) -> HttpResponseBase:
    """Hand out an empty table with the right headings."""
    register = kind_of(kind)
    return table_response(
        [[heading.capitalize() for heading in register.headings]], ending=CSV, name=kind
    )


@require_GET
@member_required(Role.OWNER, Role.SUPERVISOR, Role.AUDITOR)
def register_file(request: MemberRequest, kind: str, ending: str) -> HttpResponseBase:
    """Send a register as a table that can be imported again."""
    register = kind_of(kind)
    response = table_response(record_rows(register), ending=ending, name=kind)
    note("register_exported", by=request.member, about=str(register.plural))
    return response


@require_GET
@member_required(Role.OWNER, Role.SUPERVISOR, Role.AUDITOR)
def entries_export(request: MemberRequest, book_code: str) -> HttpResponse:
    """Ask which entries of a book are wanted as a table, and what of them."""
    book = access_book(request.member, book_code)
    context = {"book": book, "form": EntriesAsked()}
    return render(request, "directory/entries_export.html", context)


@require_GET
@member_required(Role.OWNER, Role.SUPERVISOR, Role.AUDITOR)
def entries_file(request: MemberRequest, book_code: str, ending: str) -> HttpResponseBase:
    """Send entries of a book as a table, made while it is sent."""
    book, form = access_book(request.member, book_code), EntriesAsked(request.GET)
    entries = form.entries_of(book, ending=ending) if form.is_valid() else None
    if entries is None:
        context = {"book": book, "form": form}
        return render(request, "directory/entries_export.html", context, status=422)
    rows = entry_rows(entries, book, columns=form.cleaned_data["columns"], reader=request.member)
    response = table_response(rows, ending=ending, name=book.code)
    note("entries_exported", by=request.member, about=book.name)
    return response
