"""Addresses of the mailbox: included in development only."""

from django.urls import path

from public_site.mailbox import views

urlpatterns = [
    path("", views.mailbox, name="mailbox"),
    path("<slug:name>/", views.mailbox_letter, name="mailbox_letter"),
]
