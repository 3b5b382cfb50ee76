"""Addresses of the registers."""

from django.urls import path

from tenant_site.directory import change_views, merge_views, table_views, views

ROW = "registers/<slug:kind>/<uuid:record_id>/"

urlpatterns = [
    path("registers/<slug:kind>/", views.record_list, name="record_list"),
    path("registers/<slug:kind>/duplicates/", merge_views.duplicate_list, name="duplicate_list"),
    path(
        "registers/<slug:kind>/duplicates/two/", merge_views.duplicate_deny, name="duplicate_deny"
    ),
    path("registers/<slug:kind>/add/", change_views.record_add, name="record_add"),
    path("registers/<slug:kind>/import/", table_views.register_import, name="register_import"),
    path(
        "registers/<slug:kind>/import/template.csv",
        table_views.register_template,
        name="register_template",
    ),
    path(
        "registers/<slug:kind>/import/<uuid:import_id>/",
        table_views.register_import_check,
        name="register_import_check",
    ),
    path(
        "registers/<slug:kind>/all.<slug:ending>", table_views.register_file, name="register_file"
    ),
    path("books/<slug:book_code>/table/", table_views.entries_export, name="entries_export"),
    path(
        "books/<slug:book_code>/table/entries.<slug:ending>",
        table_views.entries_file,
        name="entries_file",
    ),
    path(ROW, views.record_detail, name="record_detail"),
    path(f"{ROW}change/", change_views.record_change, name="record_change"),
    path(f"{ROW}merge/", merge_views.record_merge, name="record_merge"),
    path(f"{ROW}part/", merge_views.record_part, name="record_part"),
    path(f"{ROW}retire/", change_views.record_retire, name="record_retire"),
    path(f"{ROW}restore/", change_views.record_restore, name="record_restore"),
]
