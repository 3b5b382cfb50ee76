"""Addresses about one's own account; what a mail or a host hands over stands below enter/."""

from django.urls import path

from tenant_site.account import views

urlpatterns = [
    path("account/", views.account, name="account"),
    path("account/email/", views.email_change, name="email_change"),
    path("account/email/send/", views.email_send, name="email_send"),
    path("account/email/code/", views.email_code, name="email_code"),
    path("account/sessions/end/", views.session_end, name="session_end"),
    path("account/sessions/end-others/", views.sessions_end_others, name="sessions_end_others"),
    path("account/sign-out-everywhere/", views.sign_out_everywhere, name="sign_out_everywhere"),
    path("account/workspaces/<uuid:client_id>/", views.switch, name="switch"),
    path("account/workspaces/<uuid:client_id>/<str:browser>/", views.depart, name="depart"),
    path("password/", views.password_change, name="password_change"),
    path("password/new/", views.password_reset, name="password_reset"),
    path("password/new/code/", views.password_reset_code, name="password_reset_code"),
    path("enter/password/<str:token>/", views.password_reset_link, name="password_reset_link"),
    path("enter/e-mail/<str:token>/", views.email_link, name="email_link"),
    path("enter/from/<str:ticket>/", views.arrive, name="arrive"),
    path("enter/<str:token>", views.handoff_enter, name="handoff_enter"),
]
