from collections.abc import Callable
from datetime import timedelta

from django.test import Client as Browser
from django.utils import timezone

from accounts.support.models import SupportGrant, SupportVisit
from public_site.models import Client
from tenant_site.members.models import Member
from tests.tenant_site.support.conftest import run_out, told


def test_revoking_ends_the_visit_at_its_next_request(
    acme: Client, office: Browser, enter: Callable[..., Browser]
) -> None:
    inside = enter(acme)
    assert inside.get("/").status_code == 200
    office.post("/support/end/")
    refused = inside.get("/books/main-gate/")
    assert refused.status_code == 403
    assert b"The access of support has ended" in refused.content
    assert inside.get("/").status_code == 302
    assert told(acme)[-2:] == ["support_left", "support_revoked"]


def test_the_end_of_the_grant_ends_the_visit(acme: Client, enter: Callable[..., Browser]) -> None:
    inside = enter(acme)
    now = timezone.now()
    SupportGrant.objects.update(begins_at=now - timedelta(hours=2), ends_at=now)
    assert inside.get("/").status_code == 403


def test_the_log_tells_that_a_grant_ran_out_and_who_left_by_it_at_the_next_sight(
    acme: Client, guard: Member, enter: Callable[..., Browser], browse: Callable[..., Browser]
) -> None:
    enter(acme)
    run_out()
    for _ in range(2):
        assert browse(acme, guard).get("/").status_code == 200
    assert told(acme) == ["support_entered", "support_left", "support_ran_out"]
    visit = SupportVisit.objects.get()
    assert visit.left_at == visit.grant.ends_at


def test_the_visitor_who_comes_too_late_is_told_of_as_well(
    acme: Client, enter: Callable[..., Browser]
) -> None:
    inside = enter(acme)
    run_out()
    inside.get("/")
    assert told(acme) == ["support_entered", "support_left", "support_ran_out"]


def test_another_grant_tells_first_how_the_one_before_ended(
    acme: Client, office: Browser, enter: Callable[..., Browser]
) -> None:
    enter(acme)
    office.post("/support/", {"hours": "1", "reason": "Once more"})
    assert told(acme) == ["support_entered", "support_left", "support_granted"]


def test_the_log_of_another_workspace_tells_nothing_of_it(
    acme: Client,
    globex: Client,
    stranger: Member,
    enter: Callable[..., Browser],
    browse: Callable[..., Browser],
) -> None:
    enter(acme)
    run_out()
    browse(globex, stranger).get("/")
    assert told(globex) == []
