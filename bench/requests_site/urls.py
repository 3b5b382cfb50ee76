"""The measured page: its session, its user and three questions about notes."""

from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from bench.requests_site.notes.models import Note, Topic


@login_required
def page(request: HttpRequest) -> HttpResponse:
    """Show the latest notes and how many there are of each topic."""
    latest = Note._default_manager.select_related("topic").order_by("-pk")[:5]
    topics = Topic._default_manager.annotate(note_count=Count("notes")).order_by("name")
    context = {"latest": latest, "topics": topics, "note_count": Note._default_manager.count()}
    return render(request, "page.html", context)


urlpatterns = [path("", page)]
