"""The pages of public."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def front(request: HttpRequest) -> HttpResponse:
    return HttpResponse("public")


urlpatterns = [path("", front)]
