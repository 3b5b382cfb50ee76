"""One page that says in which schema it was made."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from tenancy.connections import connection


def where(request: HttpRequest) -> HttpResponse:
    return HttpResponse(connection.schema_name)


urlpatterns = [path("", where)]
