from collections.abc import Callable

from django.test import Client as Browser

from accounts import handoff
from accounts.models import User
from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.members.models import Member


def token_for(member: Member, client: Client) -> str:
    return handoff.issue(user=User.objects.get(pk=member.user_id), client_id=client.pk)


def test_the_link_signs_in(acme: Client, owner: Member, acme_client: Browser) -> None:
    assert acme_client.get(f"/enter/{token_for(owner, acme)}")["Location"] == "/"
    assert acme_client.get("/").status_code == 200


def test_the_link_works_once(acme: Client, owner: Member, browse: Callable[..., Browser]) -> None:
    token = token_for(owner, acme)
    first, second = browse(acme), browse(acme)
    assert first.get(f"/enter/{token}").status_code == 302
    assert second.get(f"/enter/{token}").status_code == 410
    assert second.get("/").status_code == 302


def test_reloading_the_link_leads_who_is_in_to_the_books(
    acme: Client, owner: Member, acme_client: Browser
) -> None:
    token = token_for(owner, acme)
    acme_client.get(f"/enter/{token}")
    assert acme_client.get(f"/enter/{token}")["Location"] == "/"


def test_the_link_of_another_workspace_opens_nothing(
    acme: Client, globex: Client, owner: Member, browse: Callable[..., Browser]
) -> None:
    assert browse(globex).get(f"/enter/{token_for(owner, acme)}").status_code == 410


def test_a_person_without_a_place_here_stays_outside(
    acme: Client, stranger: Member, acme_client: Browser
) -> None:
    assert acme_client.get(f"/enter/{token_for(stranger, acme)}").status_code == 410


def test_a_deactivated_member_stays_outside(
    acme: Client, owner: Member, acme_client: Browser
) -> None:
    with tenant_context(acme):
        Member.objects.filter(pk=owner.pk).update(is_active=False)
    assert acme_client.get(f"/enter/{token_for(owner, acme)}").status_code == 410


def test_an_invented_link_opens_nothing(acme_client: Browser) -> None:
    assert acme_client.get("/enter/invented").status_code == 410
