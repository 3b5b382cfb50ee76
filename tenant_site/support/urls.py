"""Addresses about support."""

from django.urls import path

from tenant_site.support import views

urlpatterns = [
    path("support/", views.support_access, name="support_access"),
    path("support/end/", views.support_end, name="support_end"),
    path("support/arrive/<uuid:visit_id>/", views.support_arrive, name="support_arrive"),
    path("support/enter/<str:token>", views.support_enter, name="support_enter"),
    path("support/leave/", views.support_leave, name="support_leave"),
]
