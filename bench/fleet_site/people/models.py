"""Tenants, on one library or the other."""

from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING or settings.OURS:
    from tenancy.models import DomainMixin, TenantMixin
else:
    from django_tenants.models import DomainMixin, TenantMixin


class Client(TenantMixin):
    """A tenant."""

    auto_drop_schema = True


class Domain(DomainMixin):
    """Its host name."""
