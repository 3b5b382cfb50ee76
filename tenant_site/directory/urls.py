"""Addresses of the registers."""

from django.urls import path

from tenant_site.directory import change_views, merge_views, views

ROW = "registers/<slug:kind>/<uuid:record_id>/"

urlpatterns = [
    path("registers/<slug:kind>/", views.record_list, name="record_list"),
    path("registers/<slug:kind>/add/", change_views.record_add, name="record_add"),
    path(ROW, views.record_detail, name="record_detail"),
    path(f"{ROW}change/", change_views.record_change, name="record_change"),
    path(f"{ROW}merge/", merge_views.record_merge, name="record_merge"),
    path(f"{ROW}part/", merge_views.record_part, name="record_part"),
    path(f"{ROW}retire/", change_views.record_retire, name="record_retire"),
    path(f"{ROW}restore/", change_views.record_restore, name="record_restore"),
]
