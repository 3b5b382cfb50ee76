"""Addresses of what recognises, and of what is decided about persons and vehicles."""

from django.urls import path

from tenant_site.recognition import ban_views, person_type_views, views

urlpatterns = [
    path("books/<slug:book_code>/known/", views.known, name="known"),
    path("bans/", ban_views.ban_list, name="ban_list"),
    path("bans/add/", ban_views.ban_add, name="ban_add"),
    path("bans/<uuid:ban_id>/", ban_views.ban_detail, name="ban_detail"),
    path("person-types/", person_type_views.person_type_list, name="person_type_list"),
    path("person-types/add/", person_type_views.person_type_add, name="person_type_add"),
    path("person-types/usual/", person_type_views.person_type_usual, name="person_type_usual"),
    path(
        "person-types/<uuid:type_id>/",
        person_type_views.person_type_change,
        name="person_type_change",
    ),
]
