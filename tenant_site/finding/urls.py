"""Addresses of the search."""

from django.urls import path

from tenant_site.finding import views

urlpatterns = [
    path("search/", views.search, name="search"),
    path("search/entries.<slug:ending>", views.search_table, name="search_table"),
    path("search/keep/", views.search_save, name="search_save"),
    path("search/<uuid:search_id>/remove/", views.search_remove, name="search_remove"),
    path("search/<uuid:search_id>/restore/", views.search_restore, name="search_restore"),
]
