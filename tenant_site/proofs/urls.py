"""Addresses of the proofs."""

from django.urls import path

from tenant_site.proofs import views

urlpatterns = [
    path("integrity/", views.integrity, name="integrity"),
    path("integrity/check/", views.integrity_check, name="integrity_check"),
    path("integrity/addresses/", views.anchor_addresses, name="anchor_addresses"),
    path(
        "integrity/addresses/<int:address_id>/remove/",
        views.anchor_address_remove,
        name="anchor_address_remove",
    ),
    path("books/<slug:book_code>/proof/", views.book_proof, name="book_proof"),
]
