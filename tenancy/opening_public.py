"""Make the tenant that stands for the public schema, for projects whose engine wants one."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist
from django.core.management.base import CommandError
from django.db import transaction
from django_tenants.utils import get_tenant_model

from tenancy.context import public_context
from tenancy.opening_tenants import add_domain, refused


class PublicTenantRefused(CommandError):
    """There is one already, or this project keeps none."""


def open_public_tenant(*, domain_url: str, owner_email: str = "", name: str = "Public") -> Any:
    """Make the tenant of the public schema with its domain, all or nothing, and return it.

    `name` and `owner_email` are used where the model has a `name` and an `owner`; the owner's
    account is made, without a password, unless it exists.

    Raises:
        PublicTenantRefused: there is one already, or this project keeps none.
        TenantRefused: a field is missing or not acceptable, or the domain is taken.
    """
    model = get_tenant_model()
    if not model.has_public_row:
        raise PublicTenantRefused(
            f"{model.__name__} keeps no row for the public schema: the main website is served "
            "without one. There is nothing to do."
        )
    with public_context(), refused(), transaction.atomic():
        existing = model.objects.filter(schema_name="public").first()
        if existing is not None:
            raise PublicTenantRefused(
                f"The public tenant exists: {existing.get_primary_domain() or 'without a domain'}."
            )
        fields = {"name": name, "owner": _account(owner_email)}
        tenant = model(
            schema_name="public",
            **{field: value for field, value in fields.items() if value and _has(model, field)},
        )
        tenant.full_clean(exclude=["schema_name"])
        tenant.save()
        add_domain(tenant, {"domain": domain_url, "is_primary": True})
    return tenant


def _has(model: Any, field: str) -> bool:
    try:
        return bool(model._meta.get_field(field))
    except FieldDoesNotExist:
        return False


def _account(email: str) -> Any:
    """Return the account of an e-mail, made without a password unless it exists."""
    users = get_user_model()
    if not email or not _has(get_tenant_model(), "owner"):
        return None
    person: dict[str, Any] = {users.get_email_field_name(): email}
    user, is_new = users._default_manager.get_or_create(**person)
    if is_new:
        user.set_unusable_password()
        user.save()
    return user
