"""Members who sign in by badge: add one, print their cards."""

from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tenant_site.invitations.cards import cards_of
from tenant_site.invitations.choosing import Choice
from tenant_site.invitations.forms import CardsForm
from tenant_site.invitations.pins import Issued, add_with_pin, make_pins, with_pin_of_ours
from tenant_site.members.access import member_required
from tenant_site.members.forms import MemberForm
from tenant_site.members.models import Member, Role
from tenant_site.members.requests import MemberRequest
from tenant_site.workspace.limits import full
from tenant_site.workspace.standing import may_write, outlives_payment


@require_http_methods(["GET", "POST"])
@member_required(Role.OWNER)
@outlives_payment
def member_add(request: MemberRequest) -> HttpResponse:
    """Add a person who signs in by badge, and show their card."""
    form = MemberForm(request.POST or None, initial={"role": Role.GUARD})
    if form.is_valid() and may_write(request, form):
        issued = add_with_pin(form=form, added_by=request.member, client_id=request.tenant.pk)
        if issued:
            return _cards(request, issued)
    status = 422 if form.is_bound else 200
    context = {"form": form, "full": full("members")}
    return render(request, "invitations/member_add.html", context, status=status)


@require_http_methods(["GET", "POST"])
@member_required(Role.OWNER)
def member_cards(request: MemberRequest) -> HttpResponse:
    """Choose who gets a new PIN; then show the cards, this once."""
    allowed = _allowed(request)
    form = CardsForm(request.POST if request.method == "POST" else None, allowed=allowed)
    if form.is_valid():
        issued = make_pins(
            members=form.cleaned_data["member"],
            made_by=request.member,
            client_id=request.tenant.pk,
        )
        return _cards(request, issued)
    choice = Choice.of(request.GET, allowed=allowed)
    status = 422 if form.is_bound else 200
    context = {"form": form, "choice": choice}
    return render(request, "invitations/member_cards.html", context, status=status)


def _allowed(request: MemberRequest) -> QuerySet[Member]:
    ids: set[UUID] = with_pin_of_ours(request.tenant.pk) - {request.member.pk}
    return Member.objects.filter(pk__in=ids).order_by("display_name", "pk")


def _cards(request: MemberRequest, issued: list[Issued]) -> HttpResponse:
    """Show the PINs; nobody keeps them, neither we nor the browser."""
    sign_in = request.build_absolute_uri(reverse("sign_in"))
    cards = cards_of(issued, sign_in_url=lambda badge: f"{sign_in}?{urlencode({'badge': badge})}")
    address = request.build_absolute_uri(reverse("book_list"))
    context = {"cards": cards, "address": address.partition("://")[2].rstrip("/")}
    return render(request, "invitations/cards.html", context)
