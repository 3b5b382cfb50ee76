"""The pages of type2."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def front(request: HttpRequest) -> HttpResponse:
    return HttpResponse("type2")


urlpatterns = [path("", front)]
