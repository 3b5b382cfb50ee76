"""The e-mail is proved by a code or a link: once, within ten minutes, by its own browser."""

import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import Client as Browser
from django.test import override_settings
from django.urls import clear_url_caches
from django.utils import timezone

from project import settings_public
from public_site.models import Client
from public_site.signup.models import SignUp
from public_site.signup.proving import (
    CodeEnded,
    WrongCode,
    begin,
    new_code,
    prove_by_code,
)
from tests.conftest import settings_of
from tests.public_site.signup.conftest import Visitor
from tests.tenant_site.members.test_timing import cost

Somebody = Callable[..., Visitor]


def grow_old(**ages: timedelta) -> None:
    now = timezone.now()
    SignUp.objects.update(**{name: now - age for name, age in ages.items()})


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_a_wrong_code_says_how_many_tries_are_left(ana: Visitor) -> None:
    ana.begin()
    said = [ana.post("code/", {"code": wrong(ana.code)}).content.decode() for _ in range(6)]
    assert [f"{left} tries are left" in page for left, page in zip((4, 3, 2), said, strict=False)]
    assert "4 tries are left" in said[0]
    assert "1 try is left" in said[3]
    assert "it has ended" in said[4]
    assert "This code has ended" in said[5]
    assert ana.post("code/", {"code": ana.code}).status_code == 422


@pytest.mark.parametrize("typed", [" 123 456 ", "123-456", "１２３４５６"])
def test_a_code_is_taken_however_it_was_pasted(ana: Visitor, typed: str) -> None:
    ana.begin()
    pasted = typed.translate(str.maketrans("123456１２３４５６", ana.code * 2))
    assert ana.post("code/", {"code": pasted})["Location"] == "/sign-up/you/"


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef"])
def test_what_is_no_code_counts_as_no_try(ana: Visitor, typed: str) -> None:
    ana.begin()
    assert ana.post("code/", {"code": typed}).status_code == 422
    assert ana.sign_up.code_tries == 0


def test_the_field_is_one_that_phones_fill_in(ana: Visitor) -> None:
    ana.begin()
    page = ana.get("code/").content.decode()
    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page


def test_a_code_ends_after_ten_minutes(ana: Visitor) -> None:
    ana.begin()
    grow_old(code_expires_at=timedelta(seconds=1))
    answer = ana.post("code/", {"code": ana.code})
    assert answer.status_code == 422
    assert "has ended" in answer.content.decode()
    assert ana.get(ana.link).status_code == 410


def test_another_code_waits_a_minute_and_ends_the_one_before(ana: Visitor) -> None:
    ana.begin()
    first, link = ana.code, ana.link
    ana.post("code/again/")
    assert len(ana.mails) == 1
    assert "Ask for another in" in ana.get("code/").content.decode()
    grow_old(code_sent_at=timedelta(seconds=61))
    ana.post("code/again/")
    assert len(ana.mails) == 2
    assert ana.post("code/", {"code": first}).status_code == 422
    assert ana.get(link).status_code == 410
    assert ana.post("code/", {"code": ana.code}).status_code == 302


def test_following_the_link_goes_on_in_the_same_browser(ana: Visitor) -> None:
    ana.begin()
    asked = ana.get(ana.link)
    assert ana.email in asked.content.decode()
    assert ana.sign_up.state == "requested", "A program that looks at links proves nothing."
    assert ana.post(ana.link)["Location"] == "/sign-up/you/"
    assert ana.get("you/").status_code == 200


def test_a_link_in_another_browser_takes_the_sign_up_there(
    ana: Visitor, somebody: Somebody
) -> None:
    ana.begin()
    other = somebody()
    assert other.get(ana.link).status_code == 200
    other.post(ana.link)
    assert other.get("you/").status_code == 200
    assert ana.get("you/")["Location"] == "/sign-up/", "Who typed a stranger's e-mail stays out."


def test_a_link_works_once_and_then_leads_on_who_used_it(ana: Visitor, somebody: Somebody) -> None:
    ana.begin()
    ana.post(ana.link)
    assert ana.get(ana.link)["Location"] == "/sign-up/you/"
    assert ana.post(ana.link)["Location"] == "/sign-up/you/"
    assert somebody().post(ana.link).status_code == 410


def test_known_and_unknown_get_the_same_page_and_the_same_mail(
    acme: Client, somebody: Somebody
) -> None:
    told, answers = [], list[Any]()
    visitors = [somebody(email=f"{name}@acme.example") for name in ("owner", "nobody")]

    def send(visitor: Visitor) -> None:
        answers.append(visitor.begin())

    ((_queries, hashes),) = {cost(partial(send, visitor)) for visitor in visitors}
    assert hashes == 0
    for visitor, answer, mail in zip(visitors, answers, visitors[0].mails, strict=True):
        assert mail.to == [visitor.email]
        body = re.sub(r"\d{6}|link/\S+", "", str(mail.body))
        told.append((answer.status_code, answer["Location"], body))
        assert visitor.get("code/").content.decode().count("account") == 0
    assert told[0] == told[1]


def test_who_has_an_account_is_told_after_the_code_and_needs_its_password(
    acme: Client, somebody: Somebody
) -> None:
    owner = somebody(email="owner@acme.example")
    owner.confirm()
    assert "has an account already" in owner.get("you/").content.decode()
    wrongly = owner.post("you/", {"name": "Eve", "password": "a guess of ten letters"})
    assert wrongly.status_code == 422
    assert owner.get("workspace/")["Location"] == "/sign-up/you/"
    assert owner.post("you/", {"password": "correct horse battery"}).status_code == 302
    assert owner.sign_up.owner is not None


def test_guessing_the_password_of_an_account_ends(acme: Client, somebody: Somebody) -> None:
    owner = somebody(email="owner@acme.example")
    owner.confirm()
    answers = [owner.post("you/", {"password": f"guess number {one}"}) for one in range(11)]
    assert [answer.status_code for answer in answers] == [422] * 10 + [429]
    assert owner.post("you/", {"password": "correct horse battery"}).status_code == 429


def test_the_field_that_people_do_not_see_sends_no_mail(ana: Visitor) -> None:
    assert ana.begin(website="http://spam.example")["Location"] == "/sign-up/code/"
    assert not ana.mails
    assert not SignUp.objects.exists()


def test_one_network_begins_so_many_sign_ups_an_hour(somebody: Somebody, settings: Any) -> None:
    settings.SIGN_UPS_PER_NETWORK = 3
    answers = [
        somebody(email=f"{number}@initech.example").post(
            "", {"email": f"{number}@initech.example"}, network=f"2001:db8::{number}"
        )
        for number in range(4)
    ]
    assert [answer.status_code for answer in answers] == [302] * 3 + [429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert "Wait" in answers[-1].content.decode()


def test_one_person_is_mailed_six_times_an_hour_whoever_asks(somebody: Somebody) -> None:
    answers = [
        somebody().post("", {"email": email}, network=f"203.0.113.{number}")
        for number, email in enumerate(["ana@initech.example"] * 6 + ["ANA@initech.example"])
    ]
    assert [answer.status_code for answer in answers] == [302] * 6 + [429]


def test_who_sends_the_page_faster_than_people_read_is_soon_at_the_end(
    somebody: Somebody, settings: Any
) -> None:
    settings.SIGN_UPS_PER_NETWORK = 6
    statuses = []
    for number in range(3):
        visitor = somebody(email=f"{number}@initech.example")
        page = visitor.get().content.decode()
        token = page.split('name="token" value="')[1].split('"')[0]
        statuses.append(visitor.begin(token=token).status_code)
    assert statuses == [302, 302, 429]


def test_the_same_page_sent_twice_begins_once(ana: Visitor, somebody: Somebody) -> None:
    token = ana.get().content.decode().split('name="token" value="')[1].split('"')[0]
    ana.begin(token=token)
    twice = somebody()
    twice.begin(token=token)
    assert (SignUp.objects.count(), len(ana.mails)) == (1, 1)
    assert twice.sign_up == ana.sign_up
    ana.email = "other@initech.example"
    ana.begin(token=token)
    assert SignUp.objects.count() == 2
    assert ana.sign_up.email == "other@initech.example"


def test_a_mail_server_that_is_away_is_told_and_the_form_stays(
    committed: None, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with override_settings(**settings_of(settings_public)):
        clear_url_caches()
        browser = Browser(headers={"host": "localhost:8000", "accept-language": "en"})
        answer = browser.post("/sign-up/", {"email": "ana@initech.example"})
    SignUp.objects.all().delete()
    assert answer.status_code == 503
    assert "could not be sent" in answer.content.decode()
    assert "ana@initech.example" in answer.content.decode()


def test_operators_pass_a_code_on_where_there_is_no_mail_server(
    ana: Visitor, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.HAS_MAIL = False
    ana.begin()
    assert "Ask its operators for your code." in ana.get("code/").content.decode()
    call_command("sign_up_code", "ANA@initech.example")
    code = capsys.readouterr().out.strip()
    assert ana.post("code/", {"code": code})["Location"] == "/sign-up/you/"
    with pytest.raises(CommandError, match="Nobody waits"):
        call_command("sign_up_code", ana.email)


def test_guesses_at_the_same_moment_are_all_counted(committed: None) -> None:
    sign_up, _token = begin(email="ana@initech.example", token="t" * 43, language="en")
    code, _link = new_code(sign_up)
    together = threading.Barrier(8)

    def guess(_number: int) -> str:
        together.wait(20)
        try:
            prove_by_code(sign_up=SignUp.objects.get(pk=sign_up.pk), code=wrong(code))
        except (WrongCode, CodeEnded) as refused:
            return type(refused).__name__
        finally:
            connections.close_all()
        return "proved"

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(guess, range(8)))
    assert answers == ["CodeEnded"] * 3 + ["WrongCode"] * 5
    sign_up.delete()


def test_a_passkey_is_offered_where_it_serves_every_workspace(ana: Visitor, settings: Any) -> None:
    ana.confirm()
    assert "/you/passkey/" not in ana.get("you/").content.decode()
    assert ana.get("you/passkey/")["Location"] == "/sign-up/you/"
    settings.WORKSPACES_IN_FOLDER = True
    assert "/you/passkey/" in ana.get("you/").content.decode()
    assert ana.get("you/passkey/").status_code == 200
    made_up = ana.post("you/passkey/", {"name": "Ana", "credential": '{"response": {}}'})
    assert made_up.status_code == 422
    assert not ana.sign_up.knows_owner
