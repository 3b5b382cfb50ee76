from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client as Browser
from django.utils import timezone

from accounts import handoff, passwords
from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.members import releasing
from tenant_site.members.models import Member, ReleaseRequest
from tests.accounts.factors.authenticators import code_of, give_app
from tests.accounts.factors.test_set_up import person_of, sign_in
from tests.tenant_site.members.test_sign_in_rules import require

WAIT, STATE = "/sign-in/release/", "/sign-in/release/state/"
ENTER, AGAIN = "/sign-in/release/enter/", "/sign-in/release/again/"


def asked(client: Client) -> ReleaseRequest:
    with tenant_context(client):
        return ReleaseRequest.objects.order_by("asked_at").last()  # type: ignore[return-value]


def total(client: Client) -> int:
    with tenant_context(client):
        return ReleaseRequest.objects.count()


def is_in(browser: Browser) -> bool:
    return browser.get("/").status_code == 200


def wrong(request: ReleaseRequest) -> str:
    return f"{(int(request.code) + 1) % 10**6:06}"


def test_the_right_password_alone_does_not_sign_in(waiting: Browser) -> None:
    assert not is_in(waiting)
    assert b"Waiting to be let in" in waiting.get(WAIT).content


def test_the_code_of_the_supervisor_lets_in(acme: Client, waiting: Browser) -> None:
    code = asked(acme).code
    assert waiting.post(WAIT, {"code": f"{code[:3]} {code[3:]}"})["Location"] == "/"
    assert is_in(waiting)


def test_the_code_is_mailed_to_supervisors_and_owners_of_this_workspace_alone(
    acme: Client,
    guard: Member,
    supervisor: Member,
    auditor: Member,
    stranger: Member,
    acme_client: Browser,
    django_capture_on_commit_callbacks: Any,
) -> None:
    require(acme, "guard", needs_release=True)
    with django_capture_on_commit_callbacks(execute=True):
        sign_in(acme_client, "1007")
    to = sorted(one.to[0] for one in mail.outbox)
    assert to == ["owner@acme.example", "supervisor@acme.example"]
    body = mail.outbox[0].body
    for said in ("Guard", "1007", asked(acme).code, "127.0.0.1", "acme.localhost:8000/waiting/"):
        assert said in body


def test_without_a_mail_server_nothing_is_mailed(
    acme: Client, waiting: Browser, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.HAS_MAIL = False
    with django_capture_on_commit_callbacks(execute=True):
        sign_in(waiting, "1007")
    assert mail.outbox == []
    assert b"Tell your supervisor that you wait" in waiting.get(WAIT).content


def test_the_code_stands_nowhere_in_the_database(acme: Client, waiting: Browser) -> None:
    with tenant_context(acme):
        kept = str(ReleaseRequest.objects.values().get())
    assert asked(acme).code not in kept


def test_five_wrong_codes_end_it(acme: Client, waiting: Browser) -> None:
    request = asked(acme)
    told = [waiting.post(WAIT, {"code": wrong(request)}) for _ in range(5)]
    assert {answer.status_code for answer in told} == {422}
    assert b"One attempt is left" in told[3].content
    waiting.post(WAIT, {"code": request.code})
    assert not is_in(waiting)
    assert b"Too many wrong codes" in waiting.get(WAIT).content


def test_after_ten_minutes_it_is_over(acme: Client, waiting: Browser) -> None:
    request = asked(acme)
    with tenant_context(acme):
        ReleaseRequest.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    waiting.post(WAIT, {"code": request.code})
    assert asked(acme).state == "waiting"
    assert b"The time is over" in waiting.get(WAIT).content
    with tenant_context(acme):
        ReleaseRequest.objects.update(state="released")
    waiting.post(ENTER)
    assert not is_in(waiting)


def test_the_code_lets_in_the_browser_that_waits_and_no_other(
    acme: Client, waiting: Browser, browse: Callable[..., Browser]
) -> None:
    code, thief = asked(acme).code, browse(acme)
    for address in (WAIT, ENTER):
        assert thief.post(address, {"code": code})["Location"] == "/sign-in/"
    sign_in(thief, "1007")  # with the password: then the first one's code is void
    thief.post(WAIT, {"code": code})
    assert not is_in(thief)
    waiting.post(WAIT, {"code": code})
    assert not is_in(waiting)


def test_it_lets_in_once(acme: Client, guard: Member, waiting: Browser) -> None:
    request = asked(acme)
    mine: Any = {"request_id": request.pk, "member": guard}
    with tenant_context(acme):
        releasing.release_by_code(**mine, code=request.code)
        releasing.use(**mine)
        with pytest.raises(releasing.ReleaseOver):
            releasing.use(**mine)
        with pytest.raises(releasing.ReleaseOver):
            releasing.release_by_code(**mine, code=request.code)


def test_one_can_start_again(acme: Client, waiting: Browser) -> None:
    code = asked(acme).code
    assert waiting.post(AGAIN)["Location"] == "/sign-in/"
    assert asked(acme).state == "withdrawn"
    assert waiting.post(WAIT, {"code": code})["Location"] == "/sign-in/"
    sign_in(waiting, "1007")
    assert asked(acme).code != code


def test_asking_six_times_within_minutes_is_too_often(acme: Client, waiting: Browser) -> None:
    for _ in range(5):
        assert sign_in(waiting, "1007")["Location"] == WAIT
    assert b"Asked too often" in waiting.get(WAIT).content
    assert total(acme) == 5


def test_the_second_factor_comes_before_the_release(
    acme: Client, guard: Member, acme_client: Browser
) -> None:
    require(acme, "guard", needs_release=True, needs_second_factor=True)
    secret = give_app(person_of(guard))
    assert sign_in(acme_client, "1007")["Location"] == "/sign-in/step/"
    assert total(acme) == 0
    assert acme_client.get(WAIT)["Location"] == "/sign-in/"
    assert acme_client.post("/sign-in/step/", {"code": code_of(secret)})["Location"] == WAIT
    assert not is_in(acme_client)
    acme_client.post(WAIT, {"code": asked(acme).code})
    assert is_in(acme_client)


def test_a_hand_off_does_not_skip_the_release(
    acme: Client, guard: Member, acme_client: Browser
) -> None:
    require(acme, "guard", needs_release=True)
    token = handoff.issue(user=person_of(guard), client_id=acme.pk)
    assert acme_client.get(f"/enter/{token}")["Location"] == WAIT
    assert not is_in(acme_client)


def test_who_was_deactivated_while_waiting_stays_outside(
    acme: Client, guard: Member, waiting: Browser
) -> None:
    code = asked(acme).code
    with tenant_context(acme):
        Member.objects.filter(pk=guard.pk).update(is_active=False)
    waiting.post(WAIT, {"code": code})
    assert not is_in(waiting)


def test_old_requests_are_forgotten(acme: Client, guard: Member, waiting: Browser) -> None:
    with tenant_context(acme):
        ReleaseRequest.objects.update(asked_at=timezone.now() - timedelta(days=31))
    sign_in(waiting, "1007")
    assert total(acme) == 1


def test_who_waits_with_a_password_that_is_one_no_more_comes_not_in(
    acme: Client, waiting: Browser, guard: Member, supervisor: Member
) -> None:
    passwords.choose(user=person_of(guard), password="staple staple staple")
    with tenant_context(acme):
        releasing.decide(request_id=asked(acme).pk, by=supervisor, released=True)
    assert waiting.post(ENTER)["Location"] == "/sign-in/"
    assert not is_in(waiting)
