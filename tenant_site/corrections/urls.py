"""Address of the page on which an entry is corrected."""

from django.urls import path

from tenant_site.corrections import views

urlpatterns = [
    path(
        "books/<slug:book_code>/entries/<int:seq>/correct/",
        views.entry_correct,
        name="entry_correct",
    ),
]
