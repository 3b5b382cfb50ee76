"""Addresses of erasures, holds and retention."""

from django.urls import path

from tenant_site.privacy import views

urlpatterns = [
    path("privacy/", views.privacy, name="privacy"),
    path("privacy/erase/", views.erasure_choose, name="erasure_choose"),
    path("privacy/erase/person/<uuid:person_id>/", views.erase_person, name="erase_person"),
    path(
        "privacy/erase/<slug:book_code>/<int:seq>/",
        views.erase_entry,
        name="erase_entry",
    ),
    path("privacy/erasures/<uuid:erasure_id>/", views.erasure, name="erasure"),
]
