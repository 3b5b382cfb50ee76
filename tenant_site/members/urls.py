"""Addresses of sign-in and of the list of members; allauth reverses those named account_…."""

from django.urls import path

from tenant_site.members import views

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("sign-out/", views.sign_out, name="account_logout"),
    path("account/confirm/", views.reauthenticate, name="account_reauthenticate"),
    path("password/", views.password_change, name="password_change"),
    path("enter/<str:token>", views.handoff_enter, name="handoff_enter"),
    path("members/", views.member_list, name="member_list"),
    path("members/add/", views.member_add, name="member_add"),
    path("members/<uuid:member_id>/", views.member_change, name="member_change"),
]
