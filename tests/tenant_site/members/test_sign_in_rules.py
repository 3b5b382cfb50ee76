from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client as Browser

from accounts import handoff, memberships
from accounts.models import User
from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.activity.models import Activity
from tenant_site.members.models import Member, SignInRule
from tests.accounts.factors.authenticators import code_of, give_app
from tests.accounts.factors.test_set_up import ROOT, person_of, shown_secret, sign_in
from tests.conftest import PASSWORD

RULES = "/sign-in-rules/"


def require(client: Client, role: str, **rule: bool) -> None:
    with tenant_context(client):
        SignInRule.objects.update_or_create(role=role, defaults=rule)


@pytest.fixture
def owners(acme_client: Browser, owner: Member) -> Browser:
    """The owner's browser, just signed in."""
    sign_in(acme_client, "owner@acme.example")
    return acme_client


def test_an_owner_decides_by_role_and_the_log_knows(acme: Client, owners: Browser) -> None:
    owners.post(RULES, {"guard_release": "on", "auditor_factor": "on"})
    with tenant_context(acme):
        rules = SignInRule.objects.all().by_role()
        told = sorted(Activity.objects.filter(act="policy_changed").values_list("about", flat=True))
    assert (rules["guard"].needs_release, rules["guard"].needs_second_factor) == (True, False)
    assert (rules["auditor"].needs_release, rules["auditor"].needs_second_factor) == (False, True)
    assert told == ["auditor: second factor", "guard: release by a supervisor"]


def test_what_did_not_change_is_not_noted(acme: Client, owners: Browser) -> None:
    for _ in range(2):
        owners.post(RULES, {"guard_release": "on"})
    with tenant_context(acme):
        assert Activity.objects.filter(act="policy_changed").count() == 1


def test_the_other_workspaces_rules_stay_unseen_and_bind_nobody_here(
    acme: Client, globex: Client, owners: Browser, guard: Member, browse: Callable[..., Browser]
) -> None:
    require(globex, "guard", needs_second_factor=True, needs_release=True)
    assert b"checked" not in owners.get(RULES).content
    browser = browse(acme)
    assert sign_in(browser, "1007")["Location"] == "/"
    assert browser.get("/").status_code == 200


def test_an_owner_needs_a_factor_before_requiring_it_from_owners(
    acme: Client, owners: Browser, owner: Member
) -> None:
    refused = owners.post(RULES, {"owner_factor": "on", "guard_factor": "on"})
    assert refused.status_code == 422
    assert b"Set up a second factor of your own first" in refused.content
    with tenant_context(acme):
        assert not SignInRule.objects.exists()
    secret = give_app(person_of(owner))
    owners.post(f"{ROOT}show/", {"code": code_of(secret)})
    assert owners.post(RULES, {"owner_factor": "on"}).status_code == 302
    assert owners.get("/").status_code == 200


def test_owners_are_never_made_to_wait_for_a_release(acme: Client, owners: Browser) -> None:
    owners.post(RULES, {"owner_release": "on"})
    with tenant_context(acme):
        assert not SignInRule.objects.needing_release().exists()
        with pytest.raises(IntegrityError), transaction.atomic():
            SignInRule.objects.create(role="owner", needs_release=True)


def test_who_signed_in_a_while_ago_confirms_before_deciding(
    acme: Client, owner: Member, browse: Callable[..., Browser]
) -> None:
    browser = browse(acme, owner)
    for answer in (browser.get(RULES), browser.post(RULES, {"guard_factor": "on"})):
        assert answer["Location"] == f"/account/confirm/?next={RULES}"


REACHED = ["/", "/books/main-gate/", "/books/main-gate/write/003/", "/password/", "/members/"]


@pytest.mark.parametrize("address", REACHED)
def test_who_needs_a_factor_and_has_none_reaches_no_other_page(
    acme: Client, guard: Member, browse: Callable[..., Browser], address: str
) -> None:
    browser = browse(acme)
    require(acme, "guard", needs_second_factor=True)
    sign_in(browser, "1007")
    assert browser.get(address)["Location"].startswith(f"{ROOT}?next=")
    page = browser.get(ROOT)
    assert b"Your role signs in with a second factor" in page.content


def test_a_rule_switched_on_later_reaches_who_is_signed_in(
    acme: Client, guard: Member, browse: Callable[..., Browser]
) -> None:
    browser = browse(acme, guard)
    assert browser.get("/").status_code == 200
    require(acme, "guard", needs_second_factor=True)
    assert browser.get("/")["Location"] == f"{ROOT}?next=/"
    sent = browser.post("/books/main-gate/write/003/", {"text": "Broken lock"})
    assert (sent.status_code, b"Broken lock" in sent.content) == (403, True)


def test_a_hand_off_does_not_skip_the_rule(
    acme: Client, guard: Member, acme_client: Browser
) -> None:
    require(acme, "guard", needs_second_factor=True)
    token = handoff.issue(user=person_of(guard), client_id=acme.pk)
    acme_client.get(f"/enter/{token}")
    assert acme_client.get("/")["Location"] == f"{ROOT}?next=/"


def test_once_it_is_set_up_every_page_is_reached(
    acme: Client, guard: Member, browse: Callable[..., Browser]
) -> None:
    browser = browse(acme)
    require(acme, "guard", needs_second_factor=True)
    sign_in(browser, "1007")
    browser.post(f"{ROOT}app/", {"code": code_of(shown_secret(browser))})
    assert browser.get("/").status_code == 200


def test_who_removes_the_last_factor_is_led_to_set_up_another(
    acme: Client, guard: Member, browse: Callable[..., Browser]
) -> None:
    browser = browse(acme)
    secret = give_app(person_of(guard))
    require(acme, "guard", needs_second_factor=True)
    sign_in(browser, "1007")
    browser.post("/sign-in/step/", {"code": code_of(secret)})
    assert b"you will set up another at once" in browser.get(f"{ROOT}app/remove/").content
    browser.post(f"{ROOT}app/remove/")
    assert browser.get("/")["Location"] == f"{ROOT}?next=/"


@pytest.mark.parametrize("address", ["/sign-out/", "/account/confirm/"])
def test_one_may_still_leave_and_confirm(
    acme: Client, guard: Member, browse: Callable[..., Browser], address: str
) -> None:
    require(acme, "guard", needs_second_factor=True)
    answer = browse(acme, guard).post(address, {"password": PASSWORD})
    assert not answer.headers.get("Location", "").startswith(ROOT)


def test_an_owner_resets_a_lost_factor_and_it_is_noted_and_mailed(
    acme: Client,
    guard: Member,
    owners: Browser,
    browse: Callable[..., Browser],
    django_capture_on_commit_callbacks: Any,
) -> None:
    guards = browse(acme, guard)
    secret = give_app(person_of(guard))
    guards.post(f"{ROOT}show/", {"code": code_of(secret)})
    with django_capture_on_commit_callbacks(execute=True):
        done = owners.post(f"/members/{guard.pk}/second-factor/")
    assert done["Location"] == f"/members/{guard.pk}/"
    assert not Authenticator.objects.filter(user_id=guard.user_id).exists()
    assert guards.get("/")["Location"].startswith("/sign-in/")
    assert (mail.outbox[-1].to, "were reset" in mail.outbox[-1].subject) == (
        ["guard@acme.example"],
        True,
    )
    with tenant_context(acme):
        assert Activity.objects.get(act="factor_removed").about == "Guard"


def test_a_person_who_belongs_elsewhere_too_is_not_weakened_there(
    globex: Client, guard: Member, owners: Browser
) -> None:
    give_app(person_of(guard))
    memberships.join(user_id=guard.user_id, client_id=globex.pk)
    refused = owners.post(f"/members/{guard.pk}/second-factor/")
    assert refused.status_code == 409
    assert Authenticator.objects.filter(user_id=guard.user_id).exists()


def test_an_operators_factor_is_no_owners_affair(guard: Member, owners: Browser) -> None:
    give_app(person_of(guard))
    User.objects.filter(pk=guard.user_id).update(is_staff=True)
    assert owners.post(f"/members/{guard.pk}/second-factor/").status_code == 409
    assert Authenticator.objects.filter(user_id=guard.user_id).exists()


def test_nobody_resets_their_own_or_somebody_elses_elsewhere(
    owner: Member, stranger: Member, owners: Browser
) -> None:
    for member in (owner, stranger):
        assert owners.post(f"/members/{member.pk}/second-factor/").status_code == 404
