from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.utils import timezone

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book
from tenant_site.members.models import Member
from tenant_site.shifts.handover.closing import accept
from tenant_site.shifts.models import Handover
from tests.tenant_site.shifts.test_handover_pages import CLOSE, LIST, SENT, SIGNED, TAKE
from tests.tenant_site.shifts.test_windows import Result


def test_minutes_ago_mean_what_they_meant_when_a_form_is_sent_again(
    acme: Client, gate: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = SENT | {"client_uuid": str(uuid4()), "changed_at": "10 min ago"}
    first = gate.post(CLOSE, sent)["Location"]
    later = timezone.now() + timedelta(minutes=3)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert gate.post(CLOSE, sent)["Location"] == first


def test_other_words_after_a_lost_answer_are_told_and_kept_in_the_form(
    acme: Client, gate: Browser, desk: Browser
) -> None:
    sent = SENT | {"client_uuid": "3f5a2c1e-0000-4000-8000-000000000001"}
    address = gate.post(CLOSE, sent)["Location"]
    answer = gate.post(CLOSE, sent | {"remark": "Noisy night"})
    assert answer.status_code == 422
    assert b"Entry 1 was already written from this form" in answer.content
    assert b"Noisy night" in answer.content
    desk.post(address, SIGNED)
    more = {"result": "reservations", "reservations": "One torch is missing"}
    answer = desk.post(address, more)
    assert answer.status_code == 422
    assert b"You signed already, by entry 2" in answer.content
    assert b"One torch is missing" in answer.content
    with tenant_context(acme):
        assert Book.objects.get().entries.count() == 2


def test_who_is_alone_says_why_and_it_is_marked_on_every_page(
    acme: Client, handover: Handover, gate: Browser, desk: Browser
) -> None:
    address = f"{LIST}2/accept/"
    refused = gate.post(address, {"result": "unilateral", "reservations": ""})
    assert refused.status_code == 422
    assert b"Write why nobody takes over." in refused.content
    answer = gate.post(address, {"result": "unilateral", "reservations": "No relief came"})
    assert answer["Location"] == f"{LIST}2/"
    for page in (f"{LIST}2/", LIST):
        assert b"taken over alone" in desk.get(page).content
    assert b"No relief came" in desk.get(f"{LIST}2/").content
    assert desk.post(address, {"result": "unilateral", "reservations": "x"}).status_code == 422


def test_whoever_had_the_post_last_stands_there_where_nobody_is_named(
    acme: Client, handover: Handover, supervisor: Member, gate: Browser, desk: Browser
) -> None:
    with tenant_context(acme):
        accept(handover=handover, by=supervisor, result=Result.ACCEPTED)
    sent = SENT | {"reason": "Nobody at the gate"}
    page = gate.get(gate.post(TAKE, sent)["Location"]).content
    assert b"Supervisor had the post last" in page
    page = gate.get(gate.post(TAKE, sent)["Location"]).content
    assert b"Guard, who had the post last too" in page
