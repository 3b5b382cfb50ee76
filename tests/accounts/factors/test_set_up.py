import html
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client as Browser
from fido2.webauthn import AuthenticatorData

from accounts import handoff
from accounts.models import User
from public_site.models import Client, Domain
from tenancy.context import tenant_context
from tenant_site.members.models import Member
from tests.accounts.factors.authenticators import Device, code_of, give_app, recovery_codes_of
from tests.conftest import PASSWORD
from tests.reading import read_page

ROOT = "/account/second-factor/"


def person_of(member: Member) -> User:
    return User.objects.get(pk=member.user_id)


def sign_in(browser: Browser, name: str) -> Any:
    return browser.post("/sign-in/", {"identifier": name, "password": PASSWORD})


@pytest.fixture
def at_home(acme_client: Browser, guard: Member) -> Browser:
    """The guard's browser, just signed in by password."""
    sign_in(acme_client, "guard@acme.example")
    return acme_client


def shown_secret(browser: Browser) -> str:
    page = read_page(browser.get(f"{ROOT}app/").content)
    (element,) = [one for one in page.all("code") if "data-secret" in one.attributes]
    return element.text.replace(" ", "")


def test_the_app_is_set_up_by_its_first_code(
    at_home: Browser, guard: Member, django_capture_on_commit_callbacks: Any
) -> None:
    secret = shown_secret(at_home)
    with django_capture_on_commit_callbacks(execute=True):
        done = at_home.post(f"{ROOT}app/", {"code": code_of(secret)})
    assert done["Location"] == f"{ROOT}codes/"
    assert Authenticator.objects.filter(user_id=guard.user_id).count() == 2
    assert mail.outbox[-1].to == ["guard@acme.example"]
    assert "app for codes was added" in mail.outbox[-1].subject


def test_the_secret_stays_the_same_while_it_is_being_set_up(at_home: Browser) -> None:
    first = shown_secret(at_home)
    at_home.post(f"{ROOT}app/", {"code": "000000"})
    assert shown_secret(at_home) == first


def test_the_picture_is_drawn_without_scripts_or_styles(at_home: Browser) -> None:
    page = at_home.get(f"{ROOT}app/").content.decode()
    assert '<svg viewBox="0 0' in page
    assert "style=" not in page


def test_a_wrong_first_code_sets_nothing_up(at_home: Browser, guard: Member) -> None:
    answer = at_home.post(f"{ROOT}app/", {"code": "12345x"})
    assert answer.status_code == 422
    assert not Authenticator.objects.filter(user_id=guard.user_id).exists()


def test_secrets_are_sealed_in_the_database_and_in_the_session(
    at_home: Browser, acme: Client, guard: Member
) -> None:
    secret = shown_secret(at_home)
    with tenant_context(acme):
        assert secret not in str(dict(at_home.session))
    at_home.post(f"{ROOT}app/", {"code": code_of(secret)})
    kept = str(list(Authenticator.objects.filter(user_id=guard.user_id).values_list("data")))
    assert secret not in kept
    for code in recovery_codes_of(person_of(guard)):
        assert code not in kept


def test_recovery_codes_are_shown_once(at_home: Browser, guard: Member) -> None:
    at_home.post(f"{ROOT}app/", {"code": code_of(shown_secret(at_home))})
    first, again = (at_home.get(f"{ROOT}codes/").content.decode() for _ in range(2))
    for code in recovery_codes_of(person_of(guard)):
        assert f"{code[:5]}-{code[5:]}" in first
        assert f"{code[:5]}-{code[5:]}" not in again
    assert "shown already" in again


def test_new_recovery_codes_replace_the_old_ones(at_home: Browser, guard: Member) -> None:
    at_home.post(f"{ROOT}app/", {"code": code_of(shown_secret(at_home))})
    before = recovery_codes_of(person_of(guard))
    assert at_home.post(f"{ROOT}codes/renew/")["Location"] == f"{ROOT}codes/"
    assert not set(before) & set(recovery_codes_of(person_of(guard)))


def test_few_recovery_codes_are_warned_of(at_home: Browser, guard: Member) -> None:
    at_home.post(f"{ROOT}app/", {"code": code_of(shown_secret(at_home))})
    assert b"recovery codes are left" not in at_home.get(ROOT).content
    Authenticator.objects.filter(type="recovery_codes").update(
        data={**Authenticator.objects.get(type="recovery_codes").data, "used_mask": 0b1111111}
    )
    assert b"Only 3 recovery codes are left" in at_home.get(ROOT).content


def options_of(browser: Browser) -> dict[str, Any]:
    page = browser.get(f"{ROOT}passkeys/add/").content.decode()
    found = re.search(r'data-options="([^"]*)"', page)
    assert found
    return dict(json.loads(html.unescape(found[1])))


def add_passkey(browser: Browser, device: Device, name: str = "Phone") -> Any:
    answer = device.make(options_of(browser))
    return browser.post(f"{ROOT}passkeys/add/", {"name": name, "credential": answer})


def test_a_passkey_is_added_renamed_and_removed(
    at_home: Browser, guard: Member, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        assert add_passkey(at_home, Device())["Location"] == f"{ROOT}codes/"
    assert "Phone" in mail.outbox[-1].body
    passkey = Authenticator.objects.get(type="webauthn")
    assert passkey.user_id == guard.user_id
    at_home.post(f"{ROOT}passkeys/{passkey.pk}/", {"name": "Work phone"})
    assert b"Work phone" in at_home.get(ROOT).content
    with django_capture_on_commit_callbacks(execute=True):
        at_home.post(f"{ROOT}passkeys/{passkey.pk}/remove/")
    assert not Authenticator.objects.filter(user_id=guard.user_id).exists()
    assert "passkey was removed" in mail.outbox[-1].subject


@pytest.mark.parametrize(
    "device",
    [
        Device(origin="http://globex.localhost:8000"),
        Device(origin="http://localhost:8000"),
        Device(host="evil.example", origin="https://evil.example"),
        Device(flags=AuthenticatorData.FLAG.UP),
    ],
    ids=["another workspace", "the main website", "another site", "nobody recognised"],
)
def test_a_passkey_made_elsewhere_is_not_taken(at_home: Browser, device: Device) -> None:
    assert add_passkey(at_home, device).status_code == 422
    assert not Authenticator.objects.exists()


def test_an_answer_is_taken_once(at_home: Browser) -> None:
    answer = Device().make(options_of(at_home))
    sent = {"name": "Phone", "credential": answer}
    assert at_home.post(f"{ROOT}passkeys/add/", sent).status_code == 302
    assert at_home.post(f"{ROOT}passkeys/add/", sent).status_code == 422


@pytest.mark.parametrize("nonsense", ["", "x", "null", "[]", "{}", '{"response": {}}', '"x"'])
def test_nonsense_in_place_of_a_passkey_is_refused(at_home: Browser, nonsense: str) -> None:
    at_home.get(f"{ROOT}passkeys/add/")
    sent = {"name": "Phone", "credential": nonsense}
    assert at_home.post(f"{ROOT}passkeys/add/", sent).status_code == 422


def test_nobody_touches_the_passkey_of_another(
    at_home: Browser, supervisor: Member, guard: Member
) -> None:
    theirs = Authenticator.objects.create(
        user=person_of(supervisor), type="webauthn", data={"name": "Theirs", "credential": {}}
    )
    for path in (f"passkeys/{theirs.pk}/", f"passkeys/{theirs.pk}/remove/"):
        assert at_home.get(ROOT + path).status_code == 404
        assert at_home.post(ROOT + path, {"name": "Mine"}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.data["name"] == "Theirs"


CHANGING = ["app/", "codes/", "codes/renew/", "passkeys/add/", "app/remove/"]


@pytest.mark.parametrize("path", CHANGING)
def test_who_signed_in_a_while_ago_confirms_who_they_are_before_any_change(
    acme: Client, guard: Member, browse: Callable[..., Browser], path: str
) -> None:
    browser = browse(acme, guard)  # a session without a fresh proof
    assert browser.get(ROOT + path)["Location"] == f"/account/confirm/?next={ROOT}{path}"
    assert browser.post(ROOT + path, {"code": "1"}).status_code in {302, 405}
    assert not Authenticator.objects.exists()
    went_on = browser.post(f"/account/confirm/?next={ROOT}app/", {"password": PASSWORD})
    assert went_on["Location"] == f"{ROOT}app/"
    assert browser.get(f"{ROOT}app/").status_code == 200


def test_a_hand_off_shows_nothing_of_who_one_is(
    acme: Client, guard: Member, acme_client: Browser
) -> None:
    token = handoff.issue(user=person_of(guard), client_id=acme.pk)
    assert acme_client.get(f"/enter/{token}").status_code == 302
    assert acme_client.get(ROOT).status_code == 200
    assert acme_client.get(f"{ROOT}app/")["Location"].startswith("/account/confirm/")


def test_who_has_no_password_confirms_with_the_factor(
    acme: Client, guard: Member, browse: Callable[..., Browser]
) -> None:
    user = person_of(guard)
    user.set_unusable_password()
    user.save()
    secret = give_app(user)
    browser = browse(acme, guard)
    browser.post(f"{ROOT}show/", {"code": code_of(secret)})
    with tenant_context(acme):
        session = browser.session
        for record in session["account_authentication_methods"]:
            record["at"] -= 3600
        session.save()
    asked = browser.get(f"{ROOT}app/remove/")
    assert asked["Location"].startswith(f"{ROOT}show/?next=")


def test_passkeys_are_not_offered_on_a_clients_own_domain(acme: Client, guard: Member) -> None:
    Domain(domain="book.acme-security.example", tenant=acme, is_primary=False).save()
    browser = Browser(headers={"host": "book.acme-security.example"})
    sign_in(browser, "guard@acme.example")
    assert b"Add a passkey" not in browser.get(ROOT).content
    assert browser.get(f"{ROOT}passkeys/add/")["Location"] == ROOT
    assert browser.get(f"{ROOT}app/").status_code == 200
