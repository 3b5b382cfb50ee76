"""Addresses of everything by which people come in."""

from django.urls import path

from tenant_site.invitations import accept_views, card_views, import_views, views

urlpatterns = [
    path("join/<str:token>/", accept_views.invitation_accept, name="invitation_accept"),
    path("members/add/", card_views.member_add, name="member_add"),
    path("members/cards/", card_views.member_cards, name="member_cards"),
    path("members/invite/", views.member_invite, name="member_invite"),
    path("members/invitations/", views.invitation_list, name="invitation_list"),
    path("members/invitations/send/", views.invitations_send, name="invitations_send"),
    path(
        "members/invitations/<uuid:invitation_id>/resend/",
        views.invitation_resend,
        name="invitation_resend",
    ),
    path(
        "members/invitations/<uuid:invitation_id>/revoke/",
        views.invitation_revoke,
        name="invitation_revoke",
    ),
    path("members/import/", import_views.member_import, name="member_import"),
    path(
        "members/import/template.csv",
        import_views.member_import_template,
        name="member_import_template",
    ),
    path(
        "members/import/<uuid:import_id>/",
        import_views.member_import_check,
        name="member_import_check",
    ),
    path("members/export.csv", import_views.member_export, name="member_export"),
]
