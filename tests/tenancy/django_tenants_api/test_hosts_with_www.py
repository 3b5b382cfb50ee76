"""django-tenants strips www. from a host; the engine sends browsers to the host without it."""

from django.test import Client as Browser

from public_site.models import Client


def test_a_host_with_www_leads_to_the_tenant(acme: Client) -> None:
    browser = Browser(headers={"host": "WWW.acme.localhost:8000"})
    answer = browser.get("/sign-in/?next=/")
    assert answer.status_code == 302
    assert answer["Location"] == "http://acme.localhost:8000/sign-in/?next=/"


def test_what_is_sent_to_www_is_not_lost_in_a_redirect(acme: Client) -> None:
    assert Browser(headers={"host": "www.acme.localhost"}).post("/sign-in/").status_code == 404


def test_www_before_a_host_of_nobody_leads_nowhere(acme: Client) -> None:
    assert Browser(headers={"host": "www.nobody.localhost"}).get("/").status_code == 404
