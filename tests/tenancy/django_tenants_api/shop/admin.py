"""The admin class of the tenants, registered before any urls are read."""

from django.contrib import admin
from django.contrib.admin import site as site
from django_tenants.admin import TenantAdminMixin

from tests.tenancy.defects.plain_project.customers.models import Client


@admin.register(Client)
class ClientAdmin(TenantAdminMixin, admin.ModelAdmin):  # type: ignore[misc,type-arg]  # untyped
    list_display = ("name", "schema_name")
