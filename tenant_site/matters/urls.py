"""Addresses of what stands beside entries."""

from django.urls import path

from tenant_site.matters import follow_up_views, reading_views, views

ENTRY = "books/<slug:book_code>/entries/<int:seq>/"
ONE = "follow-ups/<int:follow_up_id>/"

urlpatterns = [
    path(f"{ENTRY}comment/", views.entry_comment, name="entry_comment"),
    path(f"{ENTRY}seen/", views.entry_seen, name="entry_seen"),
    path(f"{ENTRY}approve/", views.entry_approve, name="entry_approve"),
    path(f"{ENTRY}follow-up/", follow_up_views.follow_up_open, name="follow_up_open"),
    path("books/<slug:book_code>/review/", views.book_review, name="book_review"),
    path("books/<slug:book_code>/readings/", reading_views.reading_list, name="reading_list"),
    path("books/<slug:book_code>/readings/rule/", reading_views.reading_rule, name="reading_rule"),
    path("follow-ups/", follow_up_views.follow_up_list, name="follow_up_list"),
    path(ONE, follow_up_views.follow_up, name="follow_up"),
    path(f"{ONE}change/", follow_up_views.follow_up_change, name="follow_up_change"),
    path(f"{ONE}done/", follow_up_views.follow_up_finish, name="follow_up_finish"),
    path(f"{ONE}reopen/", follow_up_views.follow_up_reopen, name="follow_up_reopen"),
]
