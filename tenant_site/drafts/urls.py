"""Addresses of the composer."""

from django.urls import path

from tenant_site.drafts import draft_views, views

IN_BOOK = "books/<slug:book_code>/"
urlpatterns = [
    path("write/", views.write, name="write"),
    path("write/when/", views.moment_echo, name="moment_echo"),
    path(f"{IN_BOOK}write/", views.type_choose, name="type_choose"),
    path(f"{IN_BOOK}write/<slug:type_code>/", views.entry_write, name="entry_write"),
    path(
        f"{IN_BOOK}write/<slug:type_code>/draft/",
        draft_views.draft_save,
        name="draft_save",
    ),
    path(
        f"{IN_BOOK}write/<slug:type_code>/files/",
        draft_views.draft_upload,
        name="draft_upload",
    ),
    path(
        "write/drafts/<uuid:draft_id>/discard/",
        draft_views.draft_discard,
        name="draft_discard",
    ),
    path(
        "write/drafts/<uuid:draft_id>/restore/",
        draft_views.draft_restore,
        name="draft_restore",
    ),
]
