"""Invite people, see what became of it, and accept."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.mailed_links import links_to
from tenant_site.invitations.forms import TOO_MANY_MAILS, InviteForm
from tenant_site.invitations.models import Invitation
from tenant_site.invitations.sending import (
    NotWaiting,
    PassedOn,
    TooManyMails,
    Way,
    revoke,
    send_again,
    send_unsent,
)
from tenant_site.members.access import member_required
from tenant_site.members.models import Role
from tenant_site.members.requests import MemberRequest
from tenant_site.workspace.limits import full
from tenant_site.workspace.standing import may_write, outlives_payment

INVITATIONS_A_PAGE = 50


@require_http_methods(["GET", "POST"])
@member_required(Role.OWNER)
@outlives_payment
def member_invite(request: MemberRequest) -> HttpResponse:
    """Invite people by e-mail, or get links to pass on."""
    form = InviteForm(request.POST or None)
    if form.is_valid() and may_write(request, form):
        way = _way(request, shows_link=form.cleaned_data.get("shows_link", False))
        shown = form.invite(invited_by=request.member, way=way)
        if shown is not None:
            return _told(request, shown, count=len(form.cleaned_data["emails"]))
    status = 422 if form.errors else 200
    context = {"form": form, "full": full("members")}
    return render(request, "invitations/member_invite.html", context, status=status)


@require_GET
@member_required(Role.OWNER)
def invitation_list(request: MemberRequest) -> HttpResponse:
    """Show who was invited and what became of it."""
    page = Paginator(Invitation.objects.for_list(), INVITATIONS_A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {"invitations": page, "unsent_count": Invitation.objects.unsent().count()}
    return render(request, "invitations/invitation_list.html", context)


@require_POST
@member_required(Role.OWNER)
def invitation_resend(request: MemberRequest, invitation_id: UUID) -> HttpResponse:
    """Send an invitation again; its links before are dead."""
    invitation = get_object_or_404(Invitation, pk=invitation_id)
    try:
        shown = send_again(invitation=invitation, sent_by=request.member, way=_way(request))
    except NotWaiting:
        messages.warning(request, _("This invitation was answered or revoked meanwhile."))
        return redirect("invitation_list")
    except TooManyMails:
        messages.warning(request, TOO_MANY_MAILS)
        return redirect("invitation_list")
    return _told(request, shown, count=1)


@require_POST
@member_required(Role.OWNER)
@outlives_payment
def invitation_revoke(request: MemberRequest, invitation_id: UUID) -> HttpResponse:
    """Make an invitation worthless."""
    invitation = get_object_or_404(Invitation, pk=invitation_id)
    try:
        revoke(invitation=invitation, revoked_by=request.member)
        messages.success(
            request, _("The invitation of %(email)s is revoked.") % {"email": invitation.email}
        )
    except NotWaiting:
        messages.warning(request, _("This invitation was answered or revoked meanwhile."))
    return redirect("invitation_list")


@require_POST
@member_required(Role.OWNER)
def invitations_send(request: MemberRequest) -> HttpResponse:
    """Send the next of the invitations that a file made."""
    way = _way(request)
    try:
        shown = send_unsent(sent_by=request.member, way=way)
    except TooManyMails:
        messages.warning(request, TOO_MANY_MAILS)
        return redirect("invitation_list")
    left = Invitation.objects.unsent().count()
    if way.is_shown:
        context = {"shown": shown, "left": left}
        return render(request, "invitations/links.html", context)
    return redirect("invitation_list")


def _way(request: MemberRequest, *, shows_link: bool = False) -> Way:
    """Return how invited people are told, with links to this workspace."""
    return Way(
        link_of=links_to("invitation_accept", request=request),
        workspace=request.tenant.name,
        language=request.tenant.language,
        shows_link=shows_link,
    )


def _told(request: MemberRequest, shown: list[PassedOn], *, count: int) -> HttpResponse:
    """Show the links this once, or say that mails are on their way."""
    if shown:
        return render(request, "invitations/links.html", {"shown": shown})
    sent = ngettext("%(count)s invitation was mailed.", "%(count)s invitations were mailed.", count)
    messages.success(request, sent % {"count": count})
    return redirect("invitation_list")
