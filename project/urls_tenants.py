"""Addresses of a workspace."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("tenant_site.members.urls")),
    path("", include("tenant_site.books.urls")),
]
