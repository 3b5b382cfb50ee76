import pytest
from allauth.account.models import EmailAddress
from django.test import Client as Browser

from accounts.closing import close_account, forget_client
from accounts.models import Membership, NeverDeleted, User
from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.members.models import Member
from tests.conftest import PASSWORD
from tests.tenant_site.members.test_sign_in import send


@pytest.fixture
def by_badge(acme: Client) -> User:
    """Somebody whose badge at one workspace is all they have."""
    user = User.objects.create_user(None, PASSWORD, name="Beto")
    Membership.objects.create(user=user, client_id=acme.pk)
    return user


def test_nobody_is_deleted(guard: Member) -> None:
    user = User.objects.get(pk=guard.user_id)
    for delete in (user.delete, User.objects.filter(pk=user.pk).delete, User.objects.all().delete):
        with pytest.raises(NeverDeleted):
            delete()


def test_nothing_of_a_person_stays_in_a_closed_account(acme: Client, guard: Member) -> None:
    user = User.objects.get(pk=guard.user_id)
    EmailAddress.objects.create(user=user, email=str(user.email), primary=True)
    close_account(user)
    user.refresh_from_db()
    assert (user.email, user.name, user.is_active) == (None, "", False)
    assert not user.has_usable_password()
    assert not EmailAddress.objects.filter(user=user).exists()
    assert not Membership.objects.filter(user=user).exists()


def test_a_closed_account_signs_in_nowhere_and_its_sessions_end(
    guard: Member, acme_client: Browser
) -> None:
    send(acme_client, "1007")
    close_account(User.objects.get(pk=guard.user_id))
    assert acme_client.get("/").status_code == 302
    assert send(acme_client, "1007").status_code == 422


def test_a_client_that_is_gone_leaves_no_badge_behind(
    acme: Client, globex: Client, by_badge: User, guard: Member
) -> None:
    of_both = User.objects.create_user(None, PASSWORD, name="Caro")
    for client in (acme, globex):
        Membership.objects.create(user=of_both, client_id=client.pk)
    assert forget_client(acme.pk) == 1
    by_badge.refresh_from_db()
    of_both.refresh_from_db()
    assert (by_badge.is_active, by_badge.name) == (False, "")
    assert of_both.is_active
    assert User.objects.get(pk=guard.user_id).is_active, "an e-mail opens other doors"
    assert not Membership.objects.filter(client_id=acme.pk).exists()
    assert Membership.objects.filter(client_id=globex.pk).exists()


def test_closing_leaves_the_entries_author_in_its_place(acme: Client, guard: Member) -> None:
    close_account(User.objects.get(pk=guard.user_id))
    with tenant_context(acme):
        assert Member.objects.get(pk=guard.pk).display_name == "Guard"
