"""The pages of a tenant."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from tenancy.connections import connection
from tests.tenancy.defects.plain_project.orders.models import Order
from tests.tenancy.django_tenants_api.shop import admin as admin_classes


def orders(request: HttpRequest) -> HttpResponse:
    tenant: object = getattr(request, "tenant", None)
    return HttpResponse(f"{tenant} in {connection.schema_name}: {Order.objects.count()} orders")


urlpatterns = [path("", orders, name="orders"), path("admin/", admin_classes.site.urls)]
