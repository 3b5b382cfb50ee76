"""The pages of type1."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def front(request: HttpRequest) -> HttpResponse:
    return HttpResponse("type1")


urlpatterns = [path("", front)]
