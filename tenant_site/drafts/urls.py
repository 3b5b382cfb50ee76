"""Addresses of the composer."""

from django.urls import path

from tenant_site.drafts import views

urlpatterns = [
    path("write/", views.write, name="write"),
    path("write/when/", views.moment_echo, name="moment_echo"),
    path("books/<slug:book_code>/write/", views.type_choose, name="type_choose"),
]
