"""Addresses of the books."""

from django.urls import path

from tenant_site.books import views

urlpatterns = [
    path("", views.book_list, name="book_list"),
    path("new-book/", views.book_create, name="book_create"),
    path("books/<slug:book_code>/", views.book_detail, name="book_detail"),
    path("books/<slug:book_code>/entries/<int:seq>/", views.entry_detail, name="entry_detail"),
]
