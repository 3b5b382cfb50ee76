"""Tell the public schema who has an active place in the workspace in force."""

from uuid import UUID

from django_tenants.utils import get_tenant_model

from accounts import memberships
from tenancy.context import current_scope
from tenant_site.members.models import Member


def tell_public(member: Member) -> None:
    """Note whether `member` has an active place here; call it in the transaction that saves it."""
    note = memberships.join if member.is_active else memberships.leave
    note(user_id=member.user_id, client_id=client_id())


def tell_all() -> int:
    """Make the notes what the members are, as after an import; return how many have a place."""
    people = list(Member.objects.active().values_list("user_id", flat=True))
    memberships.reconcile(client_id=client_id(), user_ids=people)
    return len(people)


def settle_in(_original_id: UUID) -> None:
    """Make the notes of a workspace that came whole, wherever it came from (TENANT_ARRIVALS)."""
    tell_all()


def client_id() -> UUID:
    """Return the key of the client in force, also where its schema was entered by name alone."""
    tenant = current_scope().tenant
    pk: UUID | None = getattr(tenant, "pk", None)
    if pk is None:  # entered by the schema's name alone
        found = get_tenant_model()._default_manager.only("pk").get(schema_name=tenant.schema_name)
        return UUID(str(found.pk))
    return pk
