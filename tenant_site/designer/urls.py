"""Addresses of the designer."""

from django.urls import path

from tenant_site.designer import field_views, form_views, pack_views, type_views, version_views

TYPE = "types/<slug:type_code>/"

urlpatterns = [
    path("types/", type_views.type_list, name="type_list"),
    path("packs/export/", pack_views.pack_export, name="pack_export"),
    path("packs/export.json", pack_views.pack_file, name="pack_file"),
    path("packs/import/", pack_views.pack_import, name="pack_import"),
    path("packs/import/<uuid:import_id>/", pack_views.pack_check, name="pack_check"),
    path("new-type/", type_views.type_create, name="type_create"),
    path(f"{TYPE}", form_views.form_design, name="form_design"),
    path(f"{TYPE}change/", type_views.type_change, name="type_change"),
    path(f"{TYPE}copy/", type_views.type_copy, name="type_copy"),
    path(f"{TYPE}retire/", type_views.type_retire, name="type_retire"),
    path(f"{TYPE}offer/", type_views.type_offer, name="type_offer"),
    path(f"{TYPE}move/", type_views.type_move, name="type_move"),
    path(f"{TYPE}preview/", form_views.form_preview, name="form_preview"),
    path(f"{TYPE}publish/", version_views.form_publish, name="form_publish"),
    path(f"{TYPE}versions/", version_views.form_versions, name="form_versions"),
    path(f"{TYPE}versions/<int:number>/", version_views.form_version, name="form_version"),
    path(f"{TYPE}undo/", form_views.form_undo, name="form_undo"),
    path(f"{TYPE}discard/", form_views.form_discard, name="form_discard"),
    path(f"{TYPE}add/", field_views.field_kinds, name="field_kinds"),
    path(f"{TYPE}add/<slug:kind_name>/", field_views.field_add, name="field_add"),
    path(f"{TYPE}fields/<slug:field_key>/", field_views.field_change, name="field_change"),
    path(f"{TYPE}fields/<slug:field_key>/move/", form_views.field_move, name="field_move"),
    path(f"{TYPE}fields/<slug:field_key>/remove/", form_views.field_remove, name="field_remove"),
]
