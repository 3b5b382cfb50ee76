"""An account that nobody has a password for must not keep the reader of its address outside."""

import re

import pytest

from accounts.models import User
from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.members.models import Member
from tests.conftest import PASSWORD
from tests.public_site.signup.conftest import DETAILS, WORKSPACE, Visitor

pytestmark = pytest.mark.usefixtures("ready_schema")
NEW = "staple staple staple"


@pytest.fixture
def barred(acme: Client) -> User:
    """Somebody whom the owner of another workspace invited by Ana's address, and then barred."""
    user = User.objects.create_user("ana@initech.example", None, must_change_password=True)
    with tenant_context(acme):
        Member.objects.create(user=user, role="guard", display_name="x", is_active=False)
    return user


def mailed_way(ana: Visitor) -> str:
    with ana.committing(execute=True):
        answer = ana.browser.post(
            "/sign-in/by-email/", {"email": ana.email}, headers={"accept-language": "en"}
        )
    assert answer["Location"] == "/sign-in/sent/"
    found = re.search(r"http://localhost:8000(/enter/password/\S+)", str(ana.mails[-1].body))
    assert found
    return found[1]


@pytest.mark.usefixtures("barred")
def test_the_page_that_asks_for_the_password_leads_to_a_new_one(ana: Visitor) -> None:
    ana.confirm()
    assert 'href="/sign-in/"' in ana.get("you/").content.decode()


def test_whoever_reads_the_address_gets_a_password_and_signs_up(ana: Visitor, barred: User) -> None:
    ana.confirm()
    assert ana.post("you/", {"password": NEW}).status_code == 422
    answer = ana.browser.post(mailed_way(ana), {"password": NEW})
    assert answer["Location"] == "/sign-up/", "there the sign-up that was begun goes on"
    assert ana.post("you/", {"password": NEW})["Location"] == "/sign-up/workspace/"
    ana.post("workspace/", WORKSPACE)
    ana.post("details/", DETAILS)
    with tenant_context(Client.objects.get(slug="initech")):
        assert Member.objects.get().user_id == barred.pk
    barred.refresh_from_db()
    assert not barred.must_change_password


def test_the_way_works_once_and_only_the_last_one_mailed(ana: Visitor, barred: User) -> None:
    first, second = mailed_way(ana), mailed_way(ana)
    assert ana.browser.post(first, {"password": NEW}).status_code == 410
    assert ana.browser.post(second, {"password": NEW}).status_code == 302
    assert ana.browser.post(second, {"password": PASSWORD}).status_code == 410


def test_an_operator_is_led_back_to_the_console(ana: Visitor) -> None:
    User.objects.create_superuser(ana.email, PASSWORD)
    answer = ana.browser.post(mailed_way(ana), {"password": NEW})
    assert answer["Location"] == "/admin/sign-in/"
