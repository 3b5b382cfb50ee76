from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as in_force
from django.db import models
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client as Browser
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import get_script_prefix, reverse

from public_site.models import Client, Domain
from tenancy import context, hosts
from tenancy.connections import connection
from tenancy.subfolder import SubfolderTenantMiddleware
from tenant_site.members.models import Member
from tests.conftest import PASSWORD

ONE_HOST = "localhost:8000"
ENGINES = "project.old_addresses.HostMiddleware"
IN_FOLDERS = "tenancy.subfolder.SubfolderTenantMiddleware"
View = Callable[[HttpRequest], HttpResponse]


@pytest.fixture(autouse=True)
def _in_folders(settings: Any) -> None:
    settings.TENANT_SUBFOLDER_PREFIX = "w"
    settings.TENANT_SUBFOLDER_HOST = "localhost"
    settings.MIDDLEWARE = [IN_FOLDERS if one == ENGINES else one for one in in_force.MIDDLEWARE]


def seen(request: HttpRequest) -> HttpResponse:
    where = (request.META["SCRIPT_NAME"], request.path_info, request.path, reverse("sign_in"))
    return HttpResponse(" ".join((connection.schema_name, *where)))


def ask(path: str, view: View = seen, host: str = ONE_HOST) -> Any:
    return SubfolderTenantMiddleware(view)(RequestFactory().get(path, headers={"host": host}))


def test_a_folder_is_served_by_its_tenant_and_addresses_stay_within(acme: Client) -> None:
    answer = ask("/w/acme/books/main/").content.decode()
    assert answer == f"{acme.schema_name} /w/acme /books/main/ /w/acme/books/main/ /w/acme/sign-in/"


def test_a_prefix_of_the_whole_service_stays_in_front(acme: Client) -> None:
    request = RequestFactory().get("/w/acme/", SCRIPT_NAME="/app", headers={"host": ONE_HOST})
    response: Any = SubfolderTenantMiddleware(seen)(request)
    expected = f"{acme.schema_name} /app/w/acme / /app/w/acme/ /app/w/acme/sign-in/"
    assert response.content.decode() == expected


@pytest.mark.parametrize("outcome", ["answer", "error"])
def test_nothing_is_left_in_force_after_a_folder(outcome: str, acme: Client) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        if outcome == "error":
            raise ZeroDivisionError
        return seen(request)

    try:
        ask("/w/acme/", view)
    except ZeroDivisionError:
        assert outcome == "error"
    assert get_script_prefix() == "/"
    assert not context.is_entered()


def test_a_streamed_body_is_produced_in_its_folder(acme: Client) -> None:
    def body() -> Iterator[str]:
        for _ in range(2):
            yield f"{connection.schema_name} {reverse('sign_in')} "

    answer = ask("/w/acme/", lambda _request: StreamingHttpResponse(body()))  # type: ignore[arg-type,return-value]  # a streamed answer is one too
    assert get_script_prefix() == "/"
    assert b"".join(answer).decode() == f"{acme.schema_name} /w/acme/sign-in/ " * 2
    assert get_script_prefix() == "/"


@pytest.mark.parametrize(
    "path",
    ["/", "/w", "/w/", "/w//", "/w//acme/", "//w/acme/", "/W/acme/", "/w/ACME/", "/w/Acme/",
     "/w/nobody/", "/w/../w/acme/", "/w/./acme/", "/x/../w/acme/", "/w/acme%00/",
     "/w/acme.localhost/",
     "/w/%61cme%20/", "/w/-acme/", "/w/acme-/", "/w/a_cme/", "/w%5Cacme/", "/w/public/", "/wacme/",
     "/w/..%2Fw%2Facme/", "/w/acme%0A/", "/sign-in/", "/w/acme;x/", "/w/" + "a" * 300 + "/"],
)  # fmt: skip
def test_what_is_no_folder_finds_nobody(path: str, acme: Client) -> None:
    answer = ask(path)
    assert answer.status_code == 404
    assert b"acme" not in answer.content.lower()


def test_every_unknown_folder_has_the_same_answer(acme: Client) -> None:
    assert ask("/w/nobody/").content == ask("/w/somebody-else/").content


def test_a_schema_name_is_no_folder(acme: Client) -> None:
    assert ask(f"/w/{acme.schema_name}/").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/w/acme/../globex/", "/w/acme/..%2Fglobex/", "/w/acme%2F..%2Fglobex/", "/w/acme//w/globex/",
     "/w/acme/%2e%2e/globex/books/main/", "/w/acme/w/globex/"],
)  # fmt: skip
def test_the_first_folder_alone_names_the_tenant(path: str, acme: Client, globex: Client) -> None:
    answer = ask(path).content.decode()
    assert answer.startswith(f"{acme.schema_name} /w/acme /")


@pytest.mark.parametrize(
    ("path", "leads_to"), [("/w/acme", "/w/acme/"), ("/w/acme?a=//b", "/w/acme/?a=//b")]
)
def test_a_missing_slash_is_added(path: str, leads_to: str, acme: Client) -> None:
    answer = ask(path)
    assert (answer.status_code, answer["Location"]) == (301, leads_to)


def test_a_host_of_its_own_is_served_as_before(acme: Client, globex: Client) -> None:
    answer = ask("/w/globex/", host="acme.localhost:8000").content.decode()
    assert answer == f"{acme.schema_name}  /w/globex/ /w/globex/ /sign-in/"


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "", "127.0.0.1"])
def test_folders_are_on_one_host_only(host: str, acme: Client) -> None:
    assert ask("/w/acme/", host=host).status_code == 404


def test_a_folder_is_asked_for_once_and_a_change_is_seen_at_once(acme: Client) -> None:
    ask("/w/acme/")
    with CaptureQueriesContext(connection) as queries:
        ask("/w/acme/", lambda _request: HttpResponse())
    assert len(queries) == 0
    acme.slug = "acme-renamed"
    acme.save()
    assert ask("/w/acme/").status_code == 404
    assert ask("/w/acme-renamed/").status_code == 200


def test_without_a_slug_a_domain_names_the_folder(
    acme: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    Domain.objects.create(domain="front-desk", tenant=acme, is_primary=False)
    fields = [field for field in Client._meta.get_fields() if field.name != "slug"]
    monkeypatch.setattr(Client._meta, "get_fields", lambda: fields)
    found = hosts.find_folder("front-desk")
    assert isinstance(found, models.Model)
    assert found.pk == acme.pk


@pytest.fixture
def browser() -> Browser:
    return Browser(headers={"host": ONE_HOST})


def sign_in(browser: Browser, folder: str, identifier: str) -> Any:
    page = f"/w/{folder}/sign-in/"
    return browser.post(page, {"identifier": identifier, "password": PASSWORD})


def test_signing_in_leads_into_the_folder_and_its_cookies_stay_there(
    guard: Member, browser: Browser
) -> None:
    answer = sign_in(browser, "acme", "1007")
    assert (answer.status_code, answer["Location"]) == (302, "/w/acme/")
    assert set(answer.cookies) >= {in_force.SESSION_COOKIE_NAME}
    assert {cookie["path"] for cookie in answer.cookies.values()} == {"/w/acme/"}
    assert browser.get("/w/acme/").status_code == 200


def test_signing_out_takes_the_folders_cookies_away(guard: Member, browser: Browser) -> None:
    sign_in(browser, "acme", "1007")
    answer = browser.post("/w/acme/sign-out/")
    cookie = answer.cookies[in_force.SESSION_COOKIE_NAME]
    assert (cookie["path"], cookie["max-age"]) == ("/w/acme/", 0)


def test_whoever_asks_for_a_page_is_sent_to_sign_in_within_the_folder(
    acme: Client, browser: Browser
) -> None:
    answer = browser.get("/w/acme/books/main/")
    assert answer["Location"] == "/w/acme/sign-in/?next=/w/acme/books/main/"


def test_a_session_of_one_folder_is_worthless_in_another(
    guard: Member, globex: Client, browser: Browser
) -> None:
    sign_in(browser, "acme", "1007")  # this browser of Django's sends every cookie everywhere
    answer = browser.get("/w/globex/")
    assert answer["Location"].startswith("/w/globex/sign-in/")


def test_a_form_of_one_folder_is_refused_in_another(acme: Client, globex: Client) -> None:
    one, other = (Browser(enforce_csrf_checks=True, headers={"host": ONE_HOST}) for _ in "ab")
    token = one.get("/w/acme/sign-in/").context["csrf_token"]
    other.get("/w/globex/sign-in/")
    sent = {"csrfmiddlewaretoken": str(token), "identifier": "x", "password": "y"}
    assert other.post("/w/globex/sign-in/", sent).status_code == 403


@pytest.mark.parametrize(
    ("wanted", "leads_to"),
    [("/w/acme/books/main/", "/w/acme/books/main/"), ("/w/globex/", "/w/acme/"), ("/", "/w/acme/")],
)
def test_signing_in_leads_to_no_page_of_another_folder(
    wanted: str, leads_to: str, guard: Member, browser: Browser
) -> None:
    sent = {"identifier": "1007", "password": PASSWORD, "next": wanted}
    assert browser.post("/w/acme/sign-in/", sent)["Location"] == leads_to


def test_a_read_only_workspace_lets_people_sign_in_within_its_folder(
    acme: Client, guard: Member, browser: Browser
) -> None:
    acme.status = Client.Status.READ_ONLY
    acme.save()
    assert sign_in(browser, "acme", "1007")["Location"] == "/w/acme/"


def test_the_health_of_the_process_is_asked_beside_the_folders(browser: Browser) -> None:
    assert browser.get("/healthz").content == b"ok\n"


def test_error_pages_lead_back_to_the_start_of_the_folder(guard: Member, browser: Browser) -> None:
    sign_in(browser, "acme", "1007")
    answer = browser.get("/w/acme/books/nowhere/")
    assert answer.status_code == 404
    assert b'href="/w/acme/"' in answer.content
