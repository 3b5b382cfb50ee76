"""Addresses of the operators' entrance, below /admin/; allauth reverses those named account_…."""

from django.urls import path

from public_site.entrance import views

urlpatterns = [
    # where Django's admin sends whoever is not signed in
    path("login/", views.console_login, name="console_login"),
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-out/", views.sign_out, name="account_logout"),
    path("confirm/", views.reauthenticate, name="account_reauthenticate"),
]
