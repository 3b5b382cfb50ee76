import pytest
from django.db import IntegrityError, transaction
from django.test import Client as Browser

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.activity.models import Activity
from tenant_site.books.models import Book
from tenant_site.books.opening import open_book
from tenant_site.presence.models import PresenceRule

RULE = "/books/main-gate/inside/"


def test_supervisors_decide_how_long_one_may_stay_and_of_which_place_a_gate_is(
    acme: Client, acme_book: Book, desk: Browser, office: Browser
) -> None:
    answer = desk.post(RULE, {"limit_hours": "8", "place": "  Planta Ñuñoa "}, follow=True)
    assert "Main gate: 8 hours · place: Planta Ñuñoa" in " ".join(answer.content.decode().split())
    with tenant_context(acme):
        rule = PresenceRule.objects.get()
        assert (rule.book, rule.place_key) == (acme_book, "planta nunoa")
        assert Activity.objects.get(act="presence_ruled").about == "Main gate"
    assert "(8 h, place: Planta Ñuñoa)" in office.get("/log/").content.decode()
    assert b"as long as one likes" in desk.post(RULE, {"limit_hours": ""}, follow=True).content


def test_places_that_are_known_are_offered(acme: Client, acme_book: Book, desk: Browser) -> None:
    with tenant_context(acme):
        south = open_book(client=acme, name="South")
        PresenceRule.objects.create(book=south, place="Plant", place_key="plant")
    assert b'<option value="Plant">' in desk.get(RULE).content


def test_a_place_of_signs_only_is_refused(
    inside_acme: Client, acme_book: Book, desk: Browser
) -> None:
    answer = desk.post(RULE, {"limit_hours": "8", "place": "---"})
    assert answer.status_code == 422
    assert b"letters or digits" in answer.content
    with pytest.raises(IntegrityError, match="presence_place_is_compared"), transaction.atomic():
        PresenceRule.objects.create(book=acme_book, place="---")


@pytest.mark.parametrize("hours", ["0", "721", "x"])
def test_hours_that_cannot_be_are_named_and_the_rest_stays(desk: Browser, hours: str) -> None:
    answer = desk.post(RULE, {"limit_hours": hours, "place": "Plant"})
    assert answer.status_code == 422
    assert b'value="Plant"' in answer.content
    assert answer.context["form"].errors


def test_the_database_keeps_the_limit_within_bounds(inside_acme: Client, acme_book: Book) -> None:
    with pytest.raises(IntegrityError, match="presence_limit_is_some_hours"), transaction.atomic():
        PresenceRule.objects.create(book=acme_book, limit_hours=0)
