"""Acts about operators."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from accounts.visitors import network_of
from public_site.operators.acts.forms import ReasonForm
from public_site.operators.audit import record
from public_site.operators.console_pages import page
from public_site.operators.people import services
from public_site.operators.people.forms import OperatorForm
from public_site.operators.people.sessions import open_sessions
from public_site.operators.requests import OperatorRequest


@require_GET
def own_account(request: OperatorRequest) -> HttpResponse:
    """Show an operator's own account: address, password, second factor and open sessions."""
    mine = [one for one in open_sessions() if one.user_id == request.user.pk]
    context = {"sessions": mine, "title": _("Your account")}
    return page(request, "operators/own_account.html", context)


@require_POST
def own_sessions_end(request: OperatorRequest) -> HttpResponse:
    """End every session of one's own but this one."""
    network, about = network_of(request), str(request.user.email)
    with transaction.atomic():
        request.user.end_sessions()
        record("sessions_ended", by=request.user, network=network, about=about)
    update_session_auth_hash(request, request.user)
    messages.success(request, _("Every other session of yours has ended."))
    return redirect("admin:own_account")


@require_http_methods(["GET", "POST"])
def operator_add(request: OperatorRequest) -> HttpResponse:
    """Make somebody an operator; a password that was made is shown once."""
    form, password = OperatorForm(request.POST or None), ""
    if form.is_valid():
        try:
            user, password = services.add_operator(
                by=request.user, network=network_of(request), **form.cleaned_data
            )
            if not password:
                messages.success(request, _("%(name)s is an operator now.") % {"name": user})
                return redirect("admin:accounts_user_changelist")
        except services.AlreadyOperator:
            form.add_error("email", _("This person is an operator."))
    context = {"form": form, "password": password, "title": _("Add an operator")}
    return page(request, "operators/operator_add.html", context, form)


@require_http_methods(["GET", "POST"])
def operator_remove(request: OperatorRequest, user_id: UUID) -> HttpResponse:
    """Let somebody be an operator no more."""
    user, form = _operator(user_id), ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            services.remove_operator(
                user=user, by=request.user, network=network_of(request), **form.cleaned_data
            )
            messages.success(request, _("%(name)s is no operator any more.") % {"name": user})
            return redirect("admin:accounts_user_changelist")
        except services.Oneself:
            form.add_error(None, _("Nobody removes themselves. Ask another operator."))
    explains = _("They reach the console no more, and every session of theirs ends.")
    return _confirm(request, form, user, _("Remove the operator %(name)s"), explains)


@require_http_methods(["GET", "POST"])
def sessions_end(request: OperatorRequest, user_id: UUID) -> HttpResponse:
    """End every session of an operator."""
    user, form = _operator(user_id), ReasonForm(request.POST or None)
    if form.is_valid():
        services.end_sessions(
            user=user, by=request.user, network=network_of(request), **form.cleaned_data
        )
        messages.success(request, _("The sessions of %(name)s have ended.") % {"name": user})
        return redirect("admin:accounts_user_changelist")
    explains = _("Whoever sits at such a browser has to sign in again, everywhere.")
    return _confirm(request, form, user, _("End the sessions of %(name)s"), explains)


@require_http_methods(["GET", "POST"])
def factors_reset(request: OperatorRequest, user_id: UUID) -> HttpResponse:
    """Take away the second factors that another operator has lost."""
    user, form = _operator(user_id), ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            services.reset_factors(
                user=user, by=request.user, network=network_of(request), **form.cleaned_data
            )
            messages.success(request, _("%(name)s sets up a new second factor.") % {"name": user})
            return redirect("admin:accounts_user_changelist")
        except services.Oneself:
            form.add_error(None, _("Change your own on the page of your account."))
    explains = _("Be sure that it is really they who ask. At their next sign-in they set one up.")
    return _confirm(request, form, user, _("Reset the second factor of %(name)s"), explains)


def _operator(user_id: UUID) -> User:
    return get_object_or_404(User, pk=user_id, is_staff=True)


def _confirm(
    request: OperatorRequest, form: ReasonForm, user: User, title: str, explains: str
) -> HttpResponse:
    context = {"form": form, "title": title % {"name": user}, "explains": explains}
    return page(request, "operators/operator_confirm.html", context, form)
