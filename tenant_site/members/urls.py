"""Addresses of sign-in and of the list of members; allauth reverses those named account_…."""

from django.urls import path

from accounts.factors import urls as factors
from tenant_site.members import managing, release_views, rule_views, views
from tenant_site.members.access import View, member_required, public_page
from tenant_site.workspace.standing import outlives_payment


def _own(view: View) -> View:
    """Guard a page of one's own account: it is no writing in books."""
    return outlives_payment(member_required()(view))


urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("sign-out/", views.sign_out, name="account_logout"),
    path("account/confirm/", views.reauthenticate, name="account_reauthenticate"),
    path("members/<uuid:member_id>/second-factor/", rule_views.factors_reset, name="factors_reset"),
    path("sign-in-rules/", rule_views.sign_in_rules, name="sign_in_rules"),
    path("sign-in/release/", release_views.release_wait, name="release_wait"),
    path("sign-in/release/state/", release_views.release_state, name="release_state"),
    path("sign-in/release/enter/", release_views.release_enter, name="release_enter"),
    path("sign-in/release/again/", release_views.release_again, name="release_again"),
    path("waiting/", release_views.waiting_list, name="waiting_list"),
    path(
        "waiting/<uuid:release_id>/approve/", release_views.waiting_approve, name="waiting_approve"
    ),
    path("waiting/<uuid:release_id>/refuse/", release_views.waiting_refuse, name="waiting_refuse"),
    *factors.addresses(own=_own, public=public_page),
    path("members/", managing.member_list, name="member_list"),
    path("members/<uuid:member_id>/", managing.member_change, name="member_change"),
]
