from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from accounts import memberships
from public_site.models import Client
from tenant_site.members.models import Member


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


def test_known_and_unknown_get_the_same_page_and_one_mail(
    website: Browser, acme: Client, owner: Member, mailoutbox: list[Any]
) -> None:
    answers, counts = [], []
    for email in ("owner@acme.example", "nobody@acme.example"):
        with CaptureQueriesContext(connection) as queries:
            answer = ask(website, email)
        answers.append((answer.status_code, answer["Location"], answer.content))
        counts.append(len(queries))
    assert answers[0] == answers[1]
    assert counts[0] - counts[1] == 1, "The primary domain of the one workspace, for its mail."
    assert [mail.subject for mail in mailoutbox] == ["Your workspaces at News Book"] * 2
    assert "has no workspace" in mailoutbox[1].body


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
