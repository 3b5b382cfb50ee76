"""Addresses of sign-up."""

from django.urls import path

from public_site.signup import views

urlpatterns = [
    path("", views.sign_up, name="sign_up"),
    path("address/", views.address_check, name="address_check"),
]
