"""Addresses of who is inside."""

from django.urls import path

from tenant_site.presence import views

urlpatterns = [
    path("inside/", views.inside_now, name="inside_now"),
    path("inside/evacuation/", views.evacuation_list, name="evacuation_list"),
    path("inside/<int:mention_id>/left/", views.inside_left, name="inside_left"),
    path("books/<slug:book_code>/inside/", views.presence_rule, name="presence_rule"),
]
