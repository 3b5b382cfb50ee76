"""The pages of the main website."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from tests.tenancy.django_tenants_api.shop import admin as admin_classes


def front(request: HttpRequest) -> HttpResponse:
    return HttpResponse("the main website")


urlpatterns = [path("", front), path("admin/", admin_classes.site.urls)]
