"""Addresses of the pages of passes."""

from django.urls import path

from tenant_site.passes import views

urlpatterns = [
    path("passes/", views.pass_list, name="pass_list"),
    path("passes/give/", views.pass_give, name="pass_give"),
    path("passes/<int:pass_id>/", views.pass_detail, name="pass_detail"),
    path("passes/<int:pass_id>/revoke/", views.pass_revoke, name="pass_revoke"),
]
