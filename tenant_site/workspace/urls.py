"""Addresses of the pages about the workspace itself."""

from django.urls import path

from tenant_site.workspace import domain_views, views

urlpatterns = [
    path("", views.workspace, name="workspace"),
    path("invoices/", views.invoice_list, name="invoice_list"),
    path("invoices/<uuid:invoice_id>/", views.invoice, name="invoice"),
    path("invoices/<uuid:invoice_id>/pay/", views.invoice_pay, name="invoice_pay"),
    path("domains/", domain_views.domain_list, name="domain_list"),
    path("domains/ours/", domain_views.domain_use_ours, name="domain_use_ours"),
    path("domains/<uuid:domain_id>/prove/", domain_views.domain_prove, name="domain_prove"),
    path(
        "domains/<uuid:domain_id>/primary/",
        domain_views.domain_make_primary,
        name="domain_make_primary",
    ),
    path("domains/<uuid:domain_id>/remove/", domain_views.domain_remove, name="domain_remove"),
    path("export/", views.workspace_export, name="workspace_export"),
    path("deletion/", views.workspace_deletion, name="workspace_deletion"),
    path("deletion/undo/", views.workspace_deletion_undo, name="workspace_deletion_undo"),
]
