"""The second factor that was just shown is taken along to another workspace, and only then."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client as Browser

from accounts import handoff
from accounts.models import Handoff, User
from public_site.models import Client, Domain
from tenancy import hosts
from tenancy.context import tenant_context
from tenant_site.members.models import Member, SignInRule
from tests.accounts.factors.authenticators import code_of, give_app, recovery_codes_of
from tests.tenant_site.account.test_switch import begin, of_both, path, there
from tests.tenant_site.members.test_sign_in import send

__all__ = ["of_both", "there"]
OWN = "book.acme.example"


@pytest.fixture
def secret(of_both: Member) -> str:
    return give_app(User.objects.get(pk=of_both.user_id))


@pytest.fixture
def here(acme_client: Browser, secret: str) -> Browser:
    """A browser at ours that has shown password and code."""
    send(acme_client, "1007")
    acme_client.post("/sign-in/step/", {"code": code_of(secret)})
    return acme_client


def go(here: Browser, there: Browser, globex: Client) -> Any:
    sent_back = there.get(path(begin(here, globex)))["Location"]
    return there.get(path(here.get(path(sent_back))["Location"]))


def test_a_factor_that_was_just_shown_is_not_asked_for_again(
    here: Browser, there: Browser, globex: Client
) -> None:
    assert go(here, there, globex)["Location"] == "/"
    assert there.get("/").status_code == 200


def test_one_shown_a_while_ago_is_asked_for_again(
    here: Browser, there: Browser, globex: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = time.time() + 601
    monkeypatch.setattr(time, "time", lambda: late)
    assert go(here, there, globex)["Location"] == "/sign-in/step/"
    assert there.get("/").status_code == 302


def test_a_factor_that_was_never_shown_is_asked_for(
    acme_client: Browser, of_both: Member, there: Browser, globex: Client
) -> None:
    send(acme_client, "1007")
    give_app(User.objects.get(pk=of_both.user_id))
    with tenant_context(globex):
        there.get("/sign-in/")
    assert acme_client.get("/account/")["Location"].startswith("/account/second-factor/show/")


def test_nothing_is_taken_along_from_a_domain_of_the_clients_own(
    here: Browser, there: Browser, acme: Client, globex: Client
) -> None:
    """Its holder may read what passes there; the factor must keep them out elsewhere."""
    Domain.objects.create(domain=OWN, tenant=acme)
    hosts.forget_all()
    own = {"host": f"{OWN}:8000"}
    page = here.post(f"/account/workspaces/{globex.pk}/", headers=own).content.decode()
    found = re.search(r'content="0; url=([^"]+)"', page)
    assert found
    sent_back = path(there.get(path(found[1]))["Location"])
    link = here.get(sent_back, headers=own)["Location"]
    assert there.get(path(link))["Location"] == "/sign-in/step/"


def test_a_factor_that_was_removed_meanwhile_opens_nothing(
    here: Browser, there: Browser, globex: Client, of_both: Member
) -> None:
    sent_back = there.get(path(begin(here, globex)))["Location"]
    link = here.get(path(sent_back))["Location"]
    user = User.objects.get(pk=of_both.user_id)
    Authenticator.objects.filter(user=user).delete()
    give_app(user)
    assert there.get(path(link))["Location"] == "/sign-in/step/"


def test_somebody_elses_factor_opens_nothing(
    here: Browser, there: Browser, globex: Client, owner: Member
) -> None:
    sent_back = there.get(path(begin(here, globex)))["Location"]
    link = here.get(path(sent_back))["Location"]
    user = User.objects.get(pk=owner.user_id)
    give_app(user)
    other = Authenticator.objects.filter(user=user).first()
    assert other is not None
    Handoff.objects.update(factor_id=other.pk)
    assert there.get(path(link))["Location"] == "/sign-in/step/"


def test_what_was_taken_along_is_not_taken_further(
    here: Browser, there: Browser, acme: Client, globex: Client, browse: Callable[..., Browser]
) -> None:
    """Else one code would do for ever, from workspace to workspace."""
    go(here, there, globex)
    back = browse(acme)
    assert go_on(there, back, acme)["Location"] == "/sign-in/step/"


def go_on(here: Browser, there: Browser, client: Client) -> Any:
    sent_back = there.get(path(begin(here, client)))["Location"]
    return there.get(path(here.get(path(sent_back))["Location"]))


def test_it_does_not_confirm_who_one_is_for_changes_of_the_account(
    here: Browser, there: Browser, globex: Client
) -> None:
    go(here, there, globex)
    asked = there.get("/account/second-factor/app/")["Location"]
    assert asked.startswith("/account/confirm/")


def test_the_release_by_a_supervisor_stands_all_the_same(
    here: Browser, there: Browser, globex: Client
) -> None:
    with tenant_context(globex):
        SignInRule.objects.create(role="guard", needs_second_factor=True, needs_release=True)
    assert go(here, there, globex)["Location"] == "/sign-in/release/"


def test_a_later_sign_in_in_the_same_browser_asks_again(
    here: Browser, there: Browser, globex: Client
) -> None:
    go(here, there, globex)
    assert send(there, "guard@acme.example")["Location"] == "/sign-in/step/"
    assert there.get("/").status_code == 200, "one is signed in still"
    there.post("/sign-out/")
    assert send(there, "guard@acme.example")["Location"] == "/sign-in/step/"


def test_a_recovery_code_does_it_too(
    acme_client: Browser, secret: str, of_both: Member, there: Browser, globex: Client
) -> None:
    code = recovery_codes_of(User.objects.get(pk=of_both.user_id))[0]
    send(acme_client, "1007")
    acme_client.post("/sign-in/step/", {"code": code})
    assert go(acme_client, there, globex)["Location"] == "/"


def test_a_sign_up_takes_no_factor_along(acme: Client, of_both: Member, secret: str) -> None:
    token = handoff.issue(user=User.objects.get(pk=of_both.user_id), client_id=acme.pk)
    assert handoff.redeem(token, client=acme).factor_id is None
