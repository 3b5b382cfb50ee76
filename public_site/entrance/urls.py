"""Addresses of the operators' entrance; allauth reverses those named account_…."""

from django.urls import path

from public_site.entrance import views

urlpatterns = [
    # where Django's admin sends whoever is not signed in, or wants another password
    path("admin/login/", views.console_login, name="console_login"),
    path("admin/password_change/", views.password_change, name="console_password"),
    path("admin/sign-in/", views.sign_in, name="account_login"),
    path("admin/sign-out/", views.sign_out, name="account_logout"),
    path("admin/confirm/", views.reauthenticate, name="account_reauthenticate"),
    path("admin/password/", views.password_change, name="password_change"),
    path("admin/password/new/", views.password_reset, name="password_reset"),
    path("admin/password/new/code/", views.password_reset_code, name="password_reset_code"),
    path("enter/password/<str:token>/", views.password_reset_link, name="password_reset_link"),
]
