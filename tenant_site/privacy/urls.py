"""Addresses of erasures, holds and retention."""

from django.urls import path

from tenant_site.privacy import rule_views, views

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
    path("privacy/holds/add/", rule_views.hold_place, name="hold_place"),
    path("privacy/holds/<uuid:hold_id>/end/", rule_views.hold_end, name="hold_end"),
    path(
        "privacy/retention/<slug:type_code>/",
        rule_views.retention_change,
        name="retention_change",
    ),
]
