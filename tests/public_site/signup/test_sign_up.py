"""From the first page to the workspace, step by step."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import update_last_login

from accounts.models import User
from public_site.models import Client
from public_site.signup.models import SignUp
from tenancy.context import tenant_context
from tenant_site.books.models import Book, EntryType
from tenant_site.members.models import Member, Role
from tests.public_site.signup.conftest import DETAILS, PASSWORD, WORKSPACE, Visitor

pytestmark = pytest.mark.usefixtures("ready_schema")


def test_five_steps_lead_into_a_workspace(ana: Visitor) -> None:
    assert ana.begin()["Location"] == "/sign-up/code/"
    assert ana.post("code/", {"code": ana.code})["Location"] == "/sign-up/you/"
    who = ana.post("you/", {"name": "Ana", "password": PASSWORD})
    assert who["Location"] == "/sign-up/workspace/"
    assert ana.post("workspace/", WORKSPACE)["Location"] == "/sign-up/details/"
    assert ana.post("details/", DETAILS)["Location"] == "/sign-up/opening/"
    assert ana.get("opening/")["Location"] == "/sign-up/ready/"
    assert "http://initech.localhost:8000" in ana.get("ready/").content.decode()
    entered = ana.post("ready/enter/")["Location"]
    assert re.fullmatch(r"http://initech\.localhost:8000/enter/[\w-]{43}", entered)
    client = Client.objects.get(slug="initech")
    assert (client.language, client.time_zone) == ("es", "America/Bogota")
    with tenant_context(client):
        assert Member.objects.get().role == Role.OWNER
        assert Book.objects.get().name == "Recepción"
        assert EntryType.objects.offered().count() == 8
    assert User.objects.get(email="ana@initech.example").check_password(PASSWORD)


@pytest.mark.parametrize("number", range(1, 6))
def test_each_page_says_which_of_five_it_is(ana: Visitor, number: int) -> None:
    steps = [lambda: None, ana.begin, ana.confirm, ana.say_who, ana.say_where]
    steps[number - 1]()
    paths = ["", "code/", "you/", "workspace/", "details/"]
    assert f"Step {number} of 5" in ana.get(paths[number - 1]).content.decode()


PAGES = ["code/", "you/", "workspace/", "details/", "opening/", "ready/"]


@pytest.mark.parametrize(
    ("reached", "seen"),
    [
        ("begin", {"code/"}),
        ("confirm", {"you/"}),
        ("say_who", {"you/", "workspace/"}),
        ("say_where", {"you/", "workspace/", "details/"}),
        ("open", {"ready/"}),
    ],
)
def test_back_is_allowed_and_ahead_leads_to_what_is_due(
    ana: Visitor, reached: str, seen: set[str]
) -> None:
    getattr(ana, reached)()
    answers = {page: ana.get(page) for page in PAGES}
    assert {page for page, answer in answers.items() if answer.status_code == 200} == seen
    due = {answer["Location"] for answer in answers.values() if answer.status_code == 302}
    assert due == {f"/sign-up/{max(seen, key=PAGES.index)}"}


@pytest.mark.parametrize("page", [*PAGES, "ready/enter/", "code/again/", "opening/again/"])
def test_without_a_sign_up_every_page_leads_to_the_first(ana: Visitor, page: str) -> None:
    answer = ana.post(page) if "again" in page or "enter" in page else ana.get(page)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-up/")
    assert not SignUp.objects.exists()


def test_every_step_sent_twice_does_its_work_once(ana: Visitor) -> None:
    ana.begin()
    for path, data in [
        ("code/", {"code": ana.code}),
        ("you/", {"name": "Ana", "password": PASSWORD}),
        ("workspace/", WORKSPACE),
        ("details/", DETAILS),
    ]:
        first, again = ana.post(path, data), ana.post(path, data)
        assert first.status_code == again.status_code == 302
    assert ana.sign_up.state == "ready"
    assert Client.objects.filter(slug="initech").count() == 1
    assert User.objects.filter(email=ana.email).count() == 1


def test_another_browser_sees_nothing_of_it(ana: Visitor, somebody: Callable[..., Visitor]) -> None:
    ana.say_where()
    other = somebody()
    assert other.get("details/")["Location"] == "/sign-up/"
    other.browser.cookies["signup"] = str(ana.sign_up.pk)
    assert other.get("details/")["Location"] == "/sign-up/"


def test_only_hashes_of_token_code_and_password_are_kept(ana: Visitor) -> None:
    ana.begin()
    code, token = ana.code, ana.browser.cookies["signup"].value
    kept = repr(SignUp.objects.values_list().get())
    assert code not in kept
    assert token not in kept
    ana.say_who()
    assert PASSWORD not in repr(SignUp.objects.values_list())


def test_what_was_changed_on_the_way_back_is_what_is_opened(ana: Visitor) -> None:
    ana.say_where()
    ana.post("you/", {"name": "Ana María", "password": ""})
    ana.post("workspace/", {**WORKSPACE, "address": "initrode"})
    ana.post("details/", DETAILS)
    client = Client.objects.get(slug="initrode")
    owner = User.objects.get(email=ana.email)
    assert owner.name == "Ana María"
    assert owner.check_password(PASSWORD)
    assert client.name == WORKSPACE["organisation"]


@pytest.mark.parametrize(
    ("path", "data", "message"),
    [
        ("you/", {"name": "Ana", "password": "short"}, "too short"),
        ("you/", {"name": "Ana", "password": "1234567890"}, "entirely numeric"),
        ("you/", {"name": "", "password": PASSWORD}, "required"),
        ("you/", {"name": "Ana\u202e", "password": PASSWORD}, "cannot be seen"),
        ("you/", {"name": "Your bank: http://evil.example", "password": PASSWORD}, "web addresses"),
        ("workspace/", {**WORKSPACE, "organisation": "Claim at evil.example/x"}, "web addresses"),
        ("workspace/", {**WORKSPACE, "address": "acme"}, "not available"),
        ("workspace/", {**WORKSPACE, "address": "admin"}, "not available"),
        ("workspace/", {**WORKSPACE, "address": "ab"}, "3 to 40"),
        ("workspace/", {**WORKSPACE, "address": "12345"}, "at least one letter"),
        ("workspace/", {**WORKSPACE, "organisation": ""}, "required"),
        ("workspace/", {**WORKSPACE, "country": "ZZ"}, "valid choice"),
        ("details/", {**DETAILS, "time_zone": "Mars/Base"}, "valid choice"),
        ("details/", {**DETAILS, "pack": "casino"}, "valid choice"),
        ("details/", {**DETAILS, "language": "xx"}, "valid choice"),
    ],
)
def test_a_refused_form_says_why_and_keeps_the_rest(
    ana: Visitor, acme: Client, path: str, data: dict[str, str], message: str
) -> None:
    ana.say_where() if path == "details/" else ana.say_who()
    answer = ana.post(path, data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert message in page
    assert all(kept in page for name, kept in data.items() if name in {"organisation", "name"})
    assert not Client.objects.filter(name=WORKSPACE["organisation"]).exists()


def test_the_time_zone_is_the_one_of_the_country(ana: Visitor) -> None:
    ana.say_where(country="MX")
    page = ana.get("details/").content.decode()
    assert '<option value="America/Mexico_City" selected>' in page
    ana.post("workspace/", {**WORKSPACE, "country": "MX", "browser_zone": "America/Tijuana"})
    assert '<option value="America/Tijuana" selected>' in ana.get("details/").content.decode()


def test_the_country_is_guessed_from_the_browsers_language(ana: Visitor) -> None:
    ana.say_who()
    page = ana.get("workspace/", accept="es-PE,es;q=0.9").content.decode()
    assert '<option value="PE" selected>' in page


def test_the_welcome_is_mailed_once_with_the_address(ana: Visitor) -> None:
    ana.open()
    ana.get("opening/")
    ana.post("details/", DETAILS)
    _code, welcome = ana.mails
    assert welcome.to == [ana.email]
    assert "http://initech.localhost:8000/sign-in/" in str(welcome.body)


def test_a_form_without_csrf_token_is_refused(ana: Visitor) -> None:
    ana.browser.handler.enforce_csrf_checks = True
    assert ana.begin().status_code == 403


def test_who_has_been_in_and_signed_out_comes_in_again_by_password_alone(ana: Visitor) -> None:
    ana.open()
    update_last_login(User, User.objects.get(email=ana.email))
    assert ana.post("ready/enter/")["Location"] == "http://initech.localhost:8000/sign-in/"
