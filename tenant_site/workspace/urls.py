"""Addresses of the pages about the workspace itself."""

from django.urls import path

from tenant_site.workspace import views

urlpatterns = [
    path("", views.workspace, name="workspace"),
    path("deletion/", views.workspace_deletion, name="workspace_deletion"),
]
