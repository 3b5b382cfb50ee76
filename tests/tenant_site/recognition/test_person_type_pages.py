from collections.abc import Callable

import pytest
from django.test import Client as Browser

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.activity.models import Activity
from tenant_site.members.models import Member
from tenant_site.registers.models import PersonType


@pytest.fixture
def browser(acme: Client, supervisor: Member, browse: Callable[..., Browser]) -> Browser:
    """Our supervisor's browser."""
    return browse(acme, supervisor)


def test_a_supervisor_adds_a_type_and_changes_what_it_must_show(
    acme: Client, browser: Browser
) -> None:
    sent = {"name": "Courier", "requires_waybill": "on", "is_active": "on"}
    assert browser.post("/person-types/add/", sent)["Location"] == "/person-types/"
    with tenant_context(acme):
        courier = PersonType.objects.get(name_key="courier")
        assert courier.requires_waybill
    page = f"/person-types/{courier.pk}/"
    assert browser.post(page, {"name": "Couriers"}).status_code == 302
    assert "not offered" in browser.get("/person-types/").content.decode()
    with tenant_context(acme):
        courier.refresh_from_db()
        assert (courier.name_key, courier.shows, courier.is_active) == ("couriers", [], False)
        assert set(Activity.objects.values_list("act", flat=True)) >= {
            "person_type_added",
            "person_type_changed",
        }


@pytest.mark.parametrize(
    ("name", "told"),
    [("VISITOR", "There is a type of this name"), ("--", "letters or digits"), ("", "required")],
)
def test_a_name_that_is_taken_or_says_nothing_is_refused(
    browser: Browser, name: str, told: str
) -> None:
    answer = browser.post("/person-types/add/", {"name": name})
    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_the_list_tells_what_each_type_must_show(browser: Browser) -> None:
    told = browser.get("/person-types/").content.decode()
    assert "company and tax number, waybill number" in told
    assert "nothing more" in told


def test_an_empty_list_offers_the_usual_types(acme: Client, browser: Browser) -> None:
    with tenant_context(acme):
        PersonType.objects.all().delete()
    assert "No types of person yet" in browser.get("/person-types/").content.decode()
    assert browser.post("/person-types/usual/").status_code == 302
    with tenant_context(acme):
        assert PersonType.objects.count() == 5
