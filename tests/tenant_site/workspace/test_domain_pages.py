import re

import pytest
from django.test import Client as Browser

from public_site.models import Client, DomainClaim
from tenancy import hosts
from tenancy.context import tenant_context
from tenant_site.activity.models import Activity
from tests.conftest import PASSWORD
from tests.dns_server import NameServer
from tests.reading import read_page

AT = "/workspace/domains/"
HOST = "libro.acme.example"


def main_text(answer: object) -> str:
    content = getattr(answer, "content", b"")
    return " ".join(read_page(content).one("main").text.split())


def actions(browser: Browser, at: str = AT) -> dict[str, str]:
    """Return where the page's forms lead, by the last word of their address."""
    page = browser.get(at).content.decode()
    return {
        found.split("/")[-2]: found for found in re.findall(r'"(/workspace/domains/[^"]+/)"', page)
    }


def test_a_domain_goes_from_its_record_to_the_main_address_and_away_again(
    acme: Client, office: Browser, name_server: NameServer
) -> None:
    assert office.post(AT, {"domain": f"https://{HOST.upper()}/"})["Location"] == AT
    claim = DomainClaim.objects.get()
    page = main_text(office.get(AT))
    assert claim.record in page
    assert claim.token in page

    answer = office.post(actions(office)["prove"], follow=True)
    assert "not there yet" in answer.content.decode()
    name_server.texts[claim.record] = [claim.token]
    answer = office.post(actions(office)["prove"], follow=True)
    assert f"{HOST} is proved" in answer.content.decode()
    assert "primary" not in actions(office), "One has to come by it first."

    there = Browser(headers={"host": f"{HOST}:8000"})
    there.post("/sign-in/", {"identifier": "owner@acme.example", "password": PASSWORD})
    there.post(actions(there)["primary"])
    hosts.forget_all()  # as after a commit
    assert office.get("/").status_code == 308
    there.post(actions(there)["ours"])
    hosts.forget_all()
    assert office.get("/").status_code == 200

    asked = there.get(actions(there)["remove"])
    assert f"Remove {HOST}?" in main_text(asked)
    removed = there.post(actions(there)["remove"])
    hosts.forget_all()
    assert "http://acme.localhost:8000" in removed.content.decode()
    assert there.get("/").status_code == 404
    with tenant_context(acme):
        noted = set(Activity.objects.values_list("act", flat=True))
    assert noted >= {"domain_added", "domain_proved", "domain_made_primary", "domain_removed"}


@pytest.mark.parametrize("typed", ["", "acme", "x.localhost", "192.0.2.1"])
def test_what_cannot_be_a_domain_is_said_and_stays_in_the_form(office: Browser, typed: str) -> None:
    answer = office.post(AT, {"domain": typed})
    assert answer.status_code == 422
    field = read_page(answer.content).one("input", name="domain")
    assert field.attributes.get("value", "") == typed
    assert field.attributes["aria-invalid"] == "true"


def test_name_servers_that_fail_are_told_as_such(office: Browser, name_server: NameServer) -> None:
    office.post(AT, {"domain": HOST})
    name_server.fails = True
    answer = office.post(actions(office)["prove"], follow=True)
    assert "do not answer" in answer.content.decode()


def test_the_other_clients_domain_is_none_of_ours(
    globex: Client, office: Browser, name_server: NameServer
) -> None:
    claim = DomainClaim.objects.create(client=globex, host="libro.globex.example")
    name_server.texts[claim.record] = [claim.token]
    assert "globex" not in main_text(office.get(AT))
    for act in ("prove", "primary", "remove"):
        assert office.post(f"{AT}{claim.pk}/{act}/").status_code == 302
    claim.refresh_from_db()
    assert not claim.is_proved


def test_a_domain_of_another_workspace_is_refused(globex: Client, office: Browser) -> None:
    globex.domains.create(domain=HOST, is_primary=False)
    answer = office.post(AT, {"domain": HOST})
    assert answer.status_code == 422
    assert "Another workspace has proved this domain" in main_text(answer)


def test_looking_very_often_has_an_end(office: Browser, name_server: NameServer) -> None:
    office.post(AT, {"domain": HOST})
    prove = actions(office)["prove"]
    for _ in range(60):
        office.post(prove)
    asked = len(name_server.asked)
    answer = office.post(prove, follow=True)
    assert "very often" in answer.content.decode()
    assert len(name_server.asked) == asked
