"""Addresses of the pages about what came from the old system."""

from django.urls import path

from tenant_site.legacy import views

urlpatterns = [
    path("", views.legacy_import_list, name="legacy_import_list"),
    path("<uuid:import_id>/", views.legacy_import_report, name="legacy_import_report"),
    path("<uuid:import_id>/report.csv", views.legacy_import_csv, name="legacy_import_csv"),
]
