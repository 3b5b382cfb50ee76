"""A client of one of two types."""

from django.db import models
from django_tenants.utils import get_tenant_type_choices

from tenancy.models import DomainMixin, TenantMixin


class Client(TenantMixin):
    name = models.CharField(max_length=100)
    type = models.CharField(max_length=100, choices=get_tenant_type_choices)

    def __str__(self) -> str:
        return self.name


class Domain(DomainMixin):
    pass
