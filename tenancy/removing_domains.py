"""Take a domain from a tenant, unless that would leave it without an address."""

from typing import Any

from django.core.management.base import CommandError
from django.db import transaction

from tenancy.context import public_context


class DomainNeeded(CommandError):
    """The tenant is reached by this domain; the sentence says what to do first."""


@transaction.atomic
def remove_domain(domain: Any, *, force: bool = False) -> None:
    """Release the domain; requests stop finding it after commit.

    Raises:
        DomainNeeded: it is the tenant's last or primary one, and `force` is not given.
    """
    with public_context():
        tenant = domain.tenant
        domains = {one.pk: one for one in tenant.domains.select_for_update()}
        current = domains.get(domain.pk, domain)
        if not force and len(domains) < 2:
            raise DomainNeeded(
                f"{domain.domain} is the only domain of {tenant.schema_name}. Give it another one "
                f"first: manage.py create_domain --schema {tenant.schema_name}. Or use --force: "
                "nobody reaches it then."
            )
        if not force and current.is_primary:
            raise DomainNeeded(
                f"{domain.domain} is the primary domain of {tenant.schema_name}: links in mails "
                "use it. Make another one primary first: manage.py create_domain "
                f"--schema {tenant.schema_name} --domain-is_primary True. Or use --force."
            )
        current.delete()
