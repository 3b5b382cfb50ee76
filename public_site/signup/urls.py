"""Addresses of sign-up."""

from django.urls import path

from public_site.signup import passkey_views, views

urlpatterns = [
    path("", views.sign_up, name="sign_up"),
    path("code/", views.sign_up_code, name="sign_up_code"),
    path("code/again/", views.sign_up_resend, name="sign_up_resend"),
    path("link/<str:link>/", views.sign_up_link, name="sign_up_link"),
    path("you/", views.sign_up_you, name="sign_up_you"),
    path("you/passkey/", passkey_views.sign_up_passkey, name="sign_up_passkey"),
    path("workspace/", views.sign_up_workspace, name="sign_up_workspace"),
    path("workspace/address/", views.address_check, name="address_check"),
    path("details/", views.sign_up_details, name="sign_up_details"),
    path("opening/", views.sign_up_opening, name="sign_up_opening"),
    path("opening/again/", views.sign_up_retry, name="sign_up_retry"),
    path("ready/", views.sign_up_ready, name="sign_up_ready"),
    path("ready/enter/", views.sign_up_enter, name="sign_up_enter"),
]
