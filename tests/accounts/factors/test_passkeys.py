from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client as Browser

from accounts.models import User
from public_site.models import Client, Domain
from tenancy.context import tenant_context
from tenant_site.members.models import Member, Role
from tests.accounts.factors.authenticators import Device, give_app
from tests.accounts.factors.test_set_up import add_passkey, person_of, sign_in
from tests.accounts.factors.test_signing_in import STEP, is_in
from tests.conftest import PASSWORD
from tests.reading import read_page


@pytest.fixture
def device(acme: Client, guard: Member, browse: Callable[..., Browser]) -> Device:
    """The guard's passkey."""
    browser, made = browse(acme), Device()
    sign_in(browser, "1007")
    add_passkey(browser, made)
    return made


def enter_by(browser: Browser, device: Device, user: User, **more: str) -> Any:
    options = browser.get("/sign-in/passkey/ask/").json()
    return browser.post("/sign-in/passkey/", {"credential": device.use(options, user), **more})


def test_a_passkey_signs_in_without_password_and_without_another_step(
    acme_client: Browser, guard: Member, device: Device
) -> None:
    done = enter_by(acme_client, device, person_of(guard), next="/books/main-gate/")
    assert done["Location"] == "/books/main-gate/"
    assert is_in(acme_client)


def test_a_passkey_is_the_second_step_too(
    acme_client: Browser, guard: Member, device: Device
) -> None:
    sign_in(acme_client, "1007")
    options = acme_client.get("/sign-in/passkey/ask/").json()
    acme_client.post(STEP, {"credential": device.use(options, person_of(guard))})
    assert is_in(acme_client)


def test_somebody_elses_passkey_is_no_second_step(
    acme_client: Browser, guard: Member, supervisor: Member, device: Device
) -> None:
    give_app(person_of(supervisor))
    sign_in(acme_client, "supervisor@acme.example")
    options = acme_client.get("/sign-in/passkey/ask/").json()
    acme_client.post(STEP, {"credential": device.use(options, person_of(guard))})
    assert acme_client.get("/")["Location"].startswith("/sign-in/")


def test_the_question_for_passkeys_tells_nothing(
    acme: Client, globex: Client, device: Device, browse: Callable[..., Browser]
) -> None:
    asked = [browse(client).get("/sign-in/passkey/ask/").json() for client in (acme, globex)]
    for options in asked:
        assert options["publicKey"]["allowCredentials"] == []
        assert options["publicKey"]["userVerification"] == "required"
    assert asked[0]["publicKey"]["challenge"] != asked[1]["publicKey"]["challenge"]


def refusals_of(acme: Client, globex: Client, guard: Member, device: Device, browse: Any) -> Any:
    unknown, closed = Device(), Device()
    stranger = User.objects.create_user("nobody@example.com", PASSWORD)
    there = Device(host="globex.localhost", origin="http://globex.localhost:8000", key=device.key)
    there.id = device.id
    yield browse(acme), unknown, person_of(guard)
    yield browse(acme), closed, stranger
    yield browse(acme), device, stranger
    yield browse(globex), there, person_of(guard)


def test_every_refusal_of_a_passkey_sounds_the_same(
    acme: Client,
    globex: Client,
    guard: Member,
    device: Device,
    browse: Callable[..., Browser],
    settings: Any,
) -> None:
    settings.PUBLIC_HOST = "localhost"
    told = set()
    for browser, tried, user in refusals_of(acme, globex, guard, device, browse):
        answer = enter_by(browser, tried, user)
        page = browser.get(answer["Location"])
        (alert,) = [one for one in read_page(page.content).elements if "toast--error" in str(one)]
        told.add((answer.status_code, answer["Location"], " ".join(alert.text.split())))
        assert not is_in(browser)
    assert len(told) == 1


def test_who_left_does_not_come_in_by_passkey(
    acme: Client, guard: Member, device: Device, acme_client: Browser
) -> None:
    with tenant_context(acme):
        Member.objects.filter(pk=guard.pk).update(is_active=False)
    enter_by(acme_client, device, person_of(guard))
    assert not is_in(acme_client)


BELOW = "newsbook.localhost"


@pytest.fixture
def below_one_domain(acme: Client, globex: Client, settings: Any) -> Callable[[str], Browser]:
    """Return a browser at a workspace below a domain that browsers take for one site."""
    settings.PUBLIC_HOST = BELOW
    for client in (acme, globex):
        Domain.objects.filter(tenant=client).update(is_primary=False)
        Domain(domain=f"{client.slug}.{BELOW}", tenant=client, is_primary=True).save()
    return lambda slug: Browser(headers={"host": f"{slug}.{BELOW}:8000"})


def test_a_passkey_opens_every_workspace_below_one_domain_where_one_belongs(
    globex: Client, guard: Member, below_one_domain: Callable[[str], Browser]
) -> None:
    device, here = Device(host=BELOW, origin=f"http://acme.{BELOW}:8000"), below_one_domain("acme")
    sign_in(here, "1007")
    assert add_passkey(here, device).status_code == 302
    device.origin = f"http://globex.{BELOW}:8000"
    enter_by(stranger := below_one_domain("globex"), device, person_of(guard))
    assert not is_in(stranger)
    with tenant_context(globex):
        Member.objects.create(user=person_of(guard), role=Role.GUARD, display_name="Gus")
    enter_by(member := below_one_domain("globex"), device, person_of(guard))
    assert is_in(member)


def test_an_answer_given_to_another_workspace_is_not_taken(
    guard: Member, below_one_domain: Callable[[str], Browser]
) -> None:
    device, here = Device(host=BELOW, origin=f"http://acme.{BELOW}:8000"), below_one_domain("acme")
    sign_in(here, "1007")
    add_passkey(here, device)
    device.origin = f"http://globex.{BELOW}:8000"
    enter_by(browser := below_one_domain("acme"), device, person_of(guard))
    assert not is_in(browser)


def test_an_answer_to_an_old_question_is_refused(
    acme: Client, guard: Member, device: Device, browse: Callable[..., Browser]
) -> None:
    browser = browse(acme)
    options = browser.get("/sign-in/passkey/ask/").json()
    browser.get("/sign-in/passkey/ask/")
    sent = {"credential": device.use(options, person_of(guard))}
    browser.post("/sign-in/passkey/", sent)
    assert not is_in(browser)


def test_asking_for_passkeys_is_limited(acme_client: Browser) -> None:
    for _ in range(100):
        assert acme_client.get("/sign-in/passkey/ask/").status_code == 200
    assert acme_client.get("/sign-in/passkey/ask/").status_code == 429
