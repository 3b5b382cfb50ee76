import re
from functools import partial
from typing import Any

import pytest
from django.test import Client as Browser

from accounts import memberships
from accounts.mail_proofs import issue
from accounts.models import MailProof, User
from accounts.passwords import reset
from public_site.models import Client
from tenant_site.members.models import Member
from tests.conftest import PASSWORD
from tests.tenant_site.members.test_timing import cost


def ask(website: Browser, email: str, network: str = "::1") -> Any:
    return website.post(
        "/sign-in/by-email/",
        {"email": email},
        headers={"accept-language": "en", "x-real-ip": network},
    )


def test_a_person_is_mailed_all_their_workspaces(
    website: Browser, acme: Client, globex: Client, owner: Member, mailoutbox: list[Any]
) -> None:
    memberships.join(user_id=owner.user_id, client_id=globex.pk)
    assert ask(website, " OWNER@acme.example ")["Location"] == "/sign-in/sent/"
    (mail,) = mailoutbox
    assert mail.to == ["owner@acme.example"]
    assert "Acme: http://acme.localhost:8000/sign-in/" in mail.body
    assert "Globex: http://globex.localhost:8000/sign-in/" in mail.body


def test_the_other_workspaces_stay_unseen(
    website: Browser, acme: Client, globex: Client, owner: Member, mailoutbox: list[Any]
) -> None:
    ask(website, "owner@acme.example")
    assert "globex" not in mailoutbox[0].body


PEOPLE = (
    "owner@acme.example",
    "two@acme.example",
    "nowhere@acme.example",
    "closed@acme.example",
    "nobody@acme.example",
)


@pytest.fixture
def people(acme: Client, globex: Client, owner: Member) -> None:
    """One has a workspace, one two, one none, one's account is closed; the last has no account."""
    two = User.objects.create_user(PEOPLE[1], PASSWORD)
    for client in (acme, globex):
        memberships.join(user_id=two.pk, client_id=client.pk)
    User.objects.create_user(PEOPLE[2], PASSWORD)
    User.objects.create_user(PEOPLE[3], PASSWORD, is_active=False)


@pytest.mark.usefixtures("people")
def test_everybody_gets_the_same_page_and_one_mail(website: Browser, mailoutbox: list[Any]) -> None:
    answers = [ask(website, email) for email in PEOPLE]
    told = {(answer.status_code, answer["Location"], answer.content) for answer in answers}
    assert len(told) == 1
    assert [mail.subject for mail in mailoutbox] == ["Your workspaces at News Book"] * len(PEOPLE)
    assert ["no account" in mail.body for mail in mailoutbox] == [False, False, False, True, True]
    bodies = [" ".join(mail.body.split()) for mail in mailoutbox]
    assert ["but no workspace" in body for body in bodies] == [False, False, True, False, False]


@pytest.mark.usefixtures("people")
def test_everybody_costs_the_same_queries_and_no_hash(website: Browser) -> None:
    costs = [cost(partial(ask, website, email)) for email in PEOPLE]
    assert len(set(costs)) == 1, costs
    assert costs[0][1] == 0


@pytest.mark.usefixtures("people")
def test_whoever_has_an_account_is_mailed_a_way_to_a_new_password(
    website: Browser, mailoutbox: list[Any]
) -> None:
    for email in PEOPLE:
        ask(website, email)
    ways = [link_in(mail.body) for mail in mailoutbox]
    assert [bool(way) for way in ways] == [True, True, True, False, False]
    assert website.get(ways[0]).status_code == 200


def test_a_code_that_was_asked_for_before_works_on(
    website: Browser, owner: Member, mailoutbox: list[Any]
) -> None:
    user = User.objects.get(pk=owner.user_id)
    purpose = MailProof.Purpose.RESET
    proof = issue(user=user, email="owner@acme.example", purpose=purpose).proof
    ask(website, "owner@acme.example")
    proof.refresh_from_db()
    assert proof.used_at is None
    ask(website, "owner@acme.example")
    ways = [link_in(mail.body) for mail in mailoutbox[-2:]]
    assert [website.get(way).status_code for way in ways] == [410, 200]
    reset(proof=proof, password=f"{PASSWORD} anew")
    assert not MailProof.objects.filter(used_at=None).exists()


def link_in(body: str) -> str:
    found = re.search(r"http://localhost:8000(/enter/password/\S+)", body)
    return found[1] if found else ""


@pytest.mark.parametrize("typed", ["", "nobody", "a@b"])
def test_what_is_no_e_mail_is_explained(
    website: Browser, typed: str, mailoutbox: list[Any]
) -> None:
    answer = ask(website, typed)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not mailoutbox


def test_one_person_is_mailed_four_times_an_hour_whoever_asks(
    website: Browser, db: None, mailoutbox: list[Any]
) -> None:
    answers = [ask(website, "a@acme.example", f"203.0.113.{one}") for one in range(5)]
    assert [answer.status_code for answer in answers] == [302] * 4 + [429]
    assert len(mailoutbox) == 4


def test_one_network_asks_thirty_times_an_hour(website: Browser, db: None) -> None:
    answers = [ask(website, f"{one}@acme.example", f"2001:db8::{one:x}") for one in range(31)]
    assert [answer.status_code for answer in answers] == [302] * 30 + [429]


def test_without_a_mail_server_only_the_address_leads_there(
    website: Browser, settings: Any
) -> None:
    settings.HAS_MAIL = False
    page = website.get("/sign-in/").content.decode()
    assert "/sign-in/by-email/" not in page
    assert 'id="id_address"' in page
