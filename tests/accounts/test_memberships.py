from collections.abc import Callable
from uuid import UUID

from django.core.management import call_command
from django.test import Client as Browser

from accounts import memberships
from accounts.models import Membership, User
from public_site.models import Client
from tenancy.context import schema_context, tenant_context
from tenant_site.members.models import Member
from tenant_site.members.places import tell_all
from tests.conftest import PASSWORD


def clients_of(member: Member) -> list[UUID]:
    return memberships.clients_of(member.user_id)


def test_an_owner_belongs_to_the_workspace_that_sign_up_opened(acme: Client, owner: Member) -> None:
    assert clients_of(owner) == [acme.pk]


def test_a_person_may_belong_to_several(acme: Client, globex: Client, guard: Member) -> None:
    memberships.join(user_id=guard.user_id, client_id=globex.pk)
    memberships.join(user_id=guard.user_id, client_id=globex.pk)
    assert sorted(clients_of(guard)) == sorted([acme.pk, globex.pk])


def test_who_may_not_sign_in_any_more_does_not_belong(
    acme: Client, owner: Member, guard: Member, browse: Callable[..., Browser]
) -> None:
    form = {"display_name": "Guard", "badge": "1007", "role": "guard"}
    answer = browse(acme, owner).post(f"/members/{guard.pk}/", form)
    assert answer.status_code == 302
    assert clients_of(guard) == []


def test_reconciling_makes_the_notes_what_the_members_are(
    acme: Client, globex: Client, owner: Member, guard: Member
) -> None:
    Membership.objects.filter(user_id=guard.user_id).delete()
    memberships.join(user_id=User.objects.create_user("gone@acme.example").pk, client_id=acme.pk)
    with schema_context(acme.schema_name):
        assert tell_all() == 2
    assert set(Membership.objects.filter(client_id=acme.pk).values_list("user_id", flat=True)) == {
        owner.user_id,
        guard.user_id,
    }
    assert Membership.objects.filter(client_id=globex.pk).count() == 1


def test_the_command_reconciles_one_workspace(acme: Client, guard: Member) -> None:
    Membership.objects.filter(client_id=acme.pk).delete()
    call_command("tenant_command", "reconcile_memberships", schema=acme.schema_name)
    assert clients_of(guard) == [acme.pk]


def test_ending_sessions_ends_them_at_every_workspace(
    acme: Client, guard: Member, browse: Callable[..., Browser]
) -> None:
    browser = browse(acme, guard)
    assert browser.get("/").status_code == 200
    User.objects.get(pk=guard.user_id).end_sessions()
    assert browser.get("/").status_code == 302
    with tenant_context(acme):
        assert User.objects.get(pk=guard.user_id).check_password(PASSWORD)
