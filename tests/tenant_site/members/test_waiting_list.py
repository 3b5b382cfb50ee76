from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client as Browser

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.activity.models import Activity
from tenant_site.members.models import Member, ReleaseRequest
from tests.accounts.factors.test_set_up import sign_in
from tests.tenant_site.members.test_releases import (
    ENTER,
    STATE,
    WAIT,
    asked,
    is_in,
)
from tests.tenant_site.members.test_sign_in_rules import require


def test_the_supervisor_sees_who_waits_and_approves(
    acme: Client, waiting: Browser, desk: Browser
) -> None:
    request = asked(acme)
    page = desk.get("/waiting/").content.decode()
    for shown in ("Guard", "1007", "127.0.0.1", request.code):
        assert shown in page
    assert waiting.get(STATE).status_code == 204
    desk.post(f"/waiting/{request.pk}/approve/")
    assert waiting.get(STATE)["HX-Refresh"] == "true"
    assert b"You are let in" in waiting.get(WAIT).content
    assert not is_in(waiting)
    assert waiting.post(ENTER, headers={"HX-Request": "true"})["HX-Redirect"] == "/"
    assert is_in(waiting)
    with tenant_context(acme):
        assert Activity.objects.filter(act="sign_in_released", about="Guard").exists()


def test_the_supervisor_refuses(acme: Client, waiting: Browser, desk: Browser) -> None:
    request = asked(acme)
    desk.post(f"/waiting/{request.pk}/refuse/")
    for address in (WAIT, ENTER):
        waiting.post(address, {"code": request.code})
    assert not is_in(waiting)
    assert b"You were not let in" in waiting.get(WAIT).content


def test_what_was_decided_is_not_decided_again(
    acme: Client, waiting: Browser, desk: Browser
) -> None:
    request = asked(acme)
    desk.post(f"/waiting/{request.pk}/refuse/")
    desk.post(f"/waiting/{request.pk}/approve/")
    assert asked(acme).state == "refused"


def test_htmx_gets_the_rows_only_when_they_changed(
    acme: Client, waiting: Browser, desk: Browser
) -> None:
    told = desk.get("/waiting/?seen=none", headers={"HX-Request": "true"})
    assert b"<html" not in told.content
    seen = told.content.decode().split("?seen=")[1].split('"')[0]
    again = desk.get(f"/waiting/?seen={seen}", headers={"HX-Request": "true"})
    assert again.status_code == 204


def test_nobody_sees_or_decides_their_own_sign_in(
    acme: Client, supervisor: Member, desk: Browser, browse: Callable[..., Browser]
) -> None:
    require(acme, "supervisor", needs_release=True)
    elsewhere = browse(acme)
    sign_in(elsewhere, "supervisor@acme.example")
    request = asked(acme)
    assert request.code.encode() not in desk.get("/waiting/").content
    desk.post(f"/waiting/{request.pk}/approve/")
    elsewhere.post(ENTER)
    assert not is_in(elsewhere)
    with tenant_context(acme), pytest.raises(IntegrityError), transaction.atomic():
        ReleaseRequest.objects.update(decided_by=supervisor)


def test_the_other_workspaces_supervisors_see_and_decide_nothing(
    acme: Client, globex: Client, waiting: Browser, stranger: Member, browse: Callable[..., Browser]
) -> None:
    request, there = asked(acme), browse(globex, stranger)
    assert b"Nobody waits" in there.get("/waiting/").content
    there.post(f"/waiting/{request.pk}/approve/")
    assert asked(acme).state == "waiting"


@pytest.mark.parametrize("role", ["guard", "auditor"])
def test_only_supervisors_and_owners_decide(
    acme: Client,
    waiting: Browser,
    guard: Member,
    auditor: Member,
    browse: Callable[..., Browser],
    role: str,
) -> None:
    browser = browse(acme, {"guard": guard, "auditor": auditor}[role])
    assert browser.get("/waiting/").status_code == 403
    assert browser.post(f"/waiting/{asked(acme).pk}/approve/").status_code == 403


def test_the_menu_tells_that_somebody_waits(
    acme: Client, desk: Browser, guard: Member, browse: Callable[..., Browser]
) -> None:
    assert b"/waiting/" not in desk.get("/").content
    require(acme, "guard", needs_release=True)
    assert b"somebody" not in desk.get("/").content
    sign_in(browse(acme), "1007")
    assert b"somebody" in desk.get("/").content
