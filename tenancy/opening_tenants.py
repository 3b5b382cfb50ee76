"""Make tenants: row, schema and domain together, or nothing; and schemas that are missing."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import IntegrityError, transaction
from django_tenants.utils import get_tenant_domain_model, get_tenant_model

from tenancy import schemas
from tenancy.context import public_context
from tenancy.running import Failure, Progress, run_in_each


class TenantRefused(CommandError):
    """The tenant or domain cannot be as asked; the sentence says which field and why."""


def open_tenant(
    *, tenant_fields: Mapping[str, Any], domain_fields: Mapping[str, Any], verbosity: int = 0
) -> Any:
    """Make a tenant with its schema and primary domain in one transaction, and return it.

    Raises:
        TenantRefused: a field is missing, not acceptable, or taken.
    """
    tenant = get_tenant_model()(**tenant_fields)
    with public_context(), refused():
        tenant.full_clean(exclude=_not_to_judge(tenant))
        _fresh_domain(domain_fields).full_clean(exclude=["tenant"])
        with transaction.atomic():
            tenant.save(verbosity=verbosity)
            domain = _fresh_domain(domain_fields)
            domain.tenant = tenant
            domain.save()
    return tenant


def add_domain(tenant: Any, fields: Mapping[str, Any]) -> Any:
    """Give a tenant one more domain and return it; a primary one takes the place of the old.

    Raises:
        TenantRefused: it is no host name, or taken.
    """
    with public_context(), refused():
        domain = _fresh_domain(fields)
        domain.tenant = tenant
        domain.full_clean()
        with transaction.atomic():
            domain.save()
    return domain


def create_missing_schemas(
    *, verbosity: int = 0, progress: Progress | None = None
) -> tuple[list[str], list[Failure]]:
    """Create the schemas that tenants lack; return those made, and the failures."""
    with public_context():
        present = schemas.present()
        tenants = get_tenant_model().objects.order_by("schema_name")
        missing = [tenant for tenant in tenants if tenant.schema_name not in present]

    def create(tenant: Any) -> None:
        with public_context():
            tenant.create_schema(check_if_exists=True, verbosity=verbosity)

    failures = run_in_each(create, missing, progress=progress)
    failed = {failure.schema_name for failure in failures}
    made = [tenant.schema_name for tenant in missing if tenant.schema_name not in failed]
    return made, failures


def _not_to_judge(tenant: Any) -> list[str]:
    """Let `public` be a name where a row stands for the main website."""
    return ["schema_name"] if tenant.has_public_row and tenant.schema_name == "public" else []


def _fresh_domain(fields: Mapping[str, Any]) -> Any:
    """Return a domain that is not saved, its host spelled as requests are compared."""
    domain = get_tenant_domain_model()(**fields)
    domain.domain = domain.clean_host()
    return domain


class refused:  # noqa: N801  # reads as a sentence: with refused()
    """Turn what the database and validators say into `TenantRefused`."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, _type: object, problem: BaseException | None, _traceback: object) -> None:
        if isinstance(problem, ValidationError):
            raise TenantRefused(_sentence(problem)) from problem
        if isinstance(problem, IntegrityError):
            raise TenantRefused(str(problem).strip()) from problem


def _sentence(problem: ValidationError) -> str:
    if not hasattr(problem, "error_dict"):
        return " ".join(problem.messages)
    fields = problem.message_dict.items()
    return "; ".join(f"{name}: {' '.join(messages)}" for name, messages in fields)
