"""Addresses of the pages that have one for each language: /es/…, /en/…."""

from django.urls import path

from public_site.pages import views

urlpatterns = [
    path("", views.home, name="home"),
    path("features/", views.features, name="features"),
    path("pricing/", views.pricing, name="pricing"),
    path("security/", views.security, name="security"),
    path("docs/", views.docs, name="docs"),
    path("docs/<slug:topic>/", views.docs_page, name="docs_page"),
    path("legal/<slug:document>/", views.legal_page, name="legal_page"),
    path("status/", views.status, name="status"),
    path("contact/", views.contact, name="contact"),
    path("contact/sent/", views.contact_sent, name="contact_sent"),
]
