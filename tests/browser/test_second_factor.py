"""Second factors and released sign-ins, as people go through them in real browsers."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from stack.running import Stack
from tests.accounts.factors.authenticators import code_of
from tests.browser.conftest import NewPage
from tests.browser.looking import barriers, controls_too_small_for_a_thumb
from tests.browser.second_factors import DOMAIN, OPERATOR, Place, hold_passkeys, open_places
from tests.browser.signing_up import PASSWORD
from tests.prepared import another_stack
from tests.smtp_sink import SmtpSink, code_in, mails_to

FACTOR = "/account/second-factor/"
STEP = re.compile(r"/sign-in/step/$")
WAIT = re.compile(r"/sign-in/release/$")
LOOKED_AT = {"es": 320, "en": 1280}


@pytest.fixture(scope="module")
def below(tmp_path_factory: pytest.TempPathFactory, smtp_sink: SmtpSink) -> Iterator[Stack]:
    """A stack whose workspaces lie below one domain that passkeys may belong to."""
    env = {"PUBLIC_URL": f"http://{DOMAIN}", "EMAIL_URL": smtp_sink.url}
    with another_stack(tmp_path_factory.mktemp("below") / "var", env=env) as running:
        slugs = [(f"{name}-{one}", one) for one in LOOKED_AT for name in ("garita", "ronda")]
        open_places(running, slugs)
        yield running


@pytest.fixture(params=LOOKED_AT)
def place(request: pytest.FixtureRequest, below: Stack) -> Place:
    language = request.param
    return Place(below, f"garita-{language}", language, LOOKED_AT[language])


def assert_right(page: Page, place: Place, name: str) -> None:
    """Look at the page as everybody does; with LOOK set, keep a picture of it."""
    if folder := os.environ.get("LOOK"):
        page.emulate_media(color_scheme="light")
        shot = Path(folder) / f"{name}-{place.language}-{place.width}.png"
        page.screenshot(path=shot, full_page=True)
    assert page.locator("html").get_attribute("lang") == place.language
    assert barriers(page) == []
    assert controls_too_small_for_a_thumb(page) == []
    page.set_viewport_size({"width": place.width, "height": 800})
    if page.locator("#menu:popover-open").count():
        page.keyboard.press("Escape")


def press(page: Page) -> None:
    page.locator("main form:not([data-passkey]) button").first.click()


def set_up_app(page: Page) -> str:
    """From the page of the second factor: read the secret, type its code; return the secret."""
    page.locator("main a[href$='/app/']").click()
    secret = page.locator("[data-secret]").inner_text().replace(" ", "")
    page.locator("#id_code").fill(code_of(secret))
    press(page)
    page.wait_for_url("**/codes/")
    return secret


def test_an_app_is_set_up_and_signs_in_and_so_does_a_recovery_code(
    place: Place, new_page: NewPage
) -> None:
    page = new_page(**place.browser)
    place.sign_in(page, "A-1")
    page.goto(place.root + FACTOR)
    assert_right(page, place, "nothing-set-up")
    page.locator("main a[href$='/app/']").click()
    page.locator("#id_code").fill("000000")
    press(page)
    page.get_by_role("alert").wait_for()
    assert_right(page, place, "app-refused")
    page.goto(place.root + FACTOR)
    secret = set_up_app(page)
    recovery = page.locator("[data-codes] li").all_inner_texts()
    assert len(recovery) == 10
    with page.expect_download() as saved:
        page.locator("a[download]").click()
    assert saved.value.path().read_text().split() == recovery
    assert_right(page, place, "recovery-codes")
    page.reload()
    page.locator(".empty").wait_for()
    assert_right(page, place, "recovery-codes-shown")
    page.goto(place.root + FACTOR)
    assert_right(page, place, "app-set-up")

    place.sign_out(page)
    place.sign_in(page, "A-1")
    page.wait_for_url(STEP)
    page.locator("#id_code").fill("000000")
    press(page)
    page.get_by_role("alert").wait_for()
    assert_right(page, place, "step-refused")
    page.locator("#id_code").fill(code_of(secret, later=1))
    press(page)
    page.wait_for_url(f"{place.root}/")
    place.sign_out(page)
    place.sign_in(page, "A-1")
    page.locator("#id_code").fill(recovery[3])
    press(page)
    page.wait_for_url(f"{place.root}/")
    mails = mails_to(place.stack, f"auditor@{place.slug}.example")
    assert len(mails) == 2
    page.goto(f"{place.root}{FACTOR}codes/renew/")
    assert_right(page, place, "codes-renew")
    page.goto(f"{place.root}{FACTOR}app/remove/")
    assert_right(page, place, "app-remove")
    press(page)
    page.wait_for_url(place.root + FACTOR)
    place.sign_out(page)
    place.sign_in(page, "A-1")
    page.wait_for_url(f"{place.root}/")


def test_a_passkey_signs_in_at_every_workspace_where_one_belongs(
    place: Place, new_page: NewPage
) -> None:
    page = new_page(**place.browser)
    hold_passkeys(page)
    place.sign_in(page, "1042")
    page.goto(f"{place.root}{FACTOR}passkeys/add/")
    assert_right(page, place, "passkey-add")
    page.locator("#id_name").fill("Pixel 9")
    page.locator("form[data-passkey] button").click()
    page.wait_for_url("**/codes/")
    page.goto(place.root + FACTOR)
    assert_right(page, place, "passkey-added")
    page.locator("main a[href*='/passkeys/']", has_text="Pixel 9").first.click()
    page.locator("#id_name").fill("Guardhouse phone")
    assert_right(page, place, "passkey-rename")
    press(page)
    expect(page.locator("main")).to_contain_text("Guardhouse phone")

    place.sign_out(page)
    assert_right(page, place, "sign-in")
    page.locator("form[data-passkey] button").click()
    page.wait_for_url(f"{place.root}/")
    place.sign_out(page)
    place.sign_in(page, "1042")
    page.wait_for_url(STEP)
    assert_right(page, place, "step-passkey")
    page.locator("form[data-passkey] button").click()
    page.wait_for_url(f"{place.root}/")

    there = Place(place.stack, f"ronda-{place.language}", place.language, place.width)
    page.goto(f"{there.root}/sign-in/")
    page.locator("form[data-passkey] button").click()
    page.wait_for_url(f"{there.root}/")
    elsewhere = "en" if place.language == "es" else "es"
    page.goto(f"http://ronda-{elsewhere}.{DOMAIN}:{place.stack.port}/sign-in/")
    page.locator("form[data-passkey] button").click()
    page.locator(".toast--error").wait_for()
    expect(page).to_have_url(re.compile("/sign-in/$"))


def test_a_device_without_our_passkey_is_told_so(place: Place, new_page: NewPage) -> None:
    page = new_page(**place.browser)
    page.goto(f"{place.root}/sign-in/")
    page.evaluate("() => { navigator.credentials.get = async () => { throw new Error() } }")
    page.locator("form[data-passkey] button").click()
    page.locator("form[data-passkey] .notice--danger").wait_for()
    assert_right(page, place, "sign-in-passkey-refused")


def test_a_role_that_requires_a_factor_is_led_to_set_one_up(
    place: Place, new_page: NewPage
) -> None:
    supervisor, owner = new_page(**place.browser), new_page(**place.browser)
    place.sign_in(supervisor, "S-1")
    supervisor.wait_for_url(f"{place.root}/")
    place.sign_in(owner, f"olga@{place.slug}.example")
    owner.goto(f"{place.root}/sign-in-rules/")
    owner.locator("#id_owner_factor").check()
    press(owner)
    owner.get_by_role("alert").wait_for()
    assert_right(owner, place, "rules-refused")
    owner.goto(f"{place.root}/sign-in-rules/")
    owner.locator("#id_supervisor_factor").check()
    press(owner)
    owner.locator(".toast--success").wait_for()
    assert_right(owner, place, "rules")

    supervisor.locator("main a").first.click()
    supervisor.locator(".notice--warning").wait_for()
    assert_right(supervisor, place, "factor-required")
    supervisor.goto(f"{place.root}/")
    expect(supervisor).to_have_url(re.compile(FACTOR))
    set_up_app(supervisor)
    supervisor.goto(f"{place.root}/")
    expect(supervisor).to_have_url(f"{place.root}/")

    owner.goto(f"{place.root}/members/")
    owner.get_by_role("link", name="Supervisor").click()
    owner.locator("main a[href$='/second-factor/']").click()
    assert_right(owner, place, "factors-reset")
    press(owner)
    owner.locator(".toast--success").wait_for()
    supervisor.reload()
    supervisor.wait_for_url("**/sign-in/**")
    owner.goto(f"{place.root}/sign-in-rules/")
    owner.locator("#id_supervisor_factor").uncheck()
    press(owner)
    owner.locator(".toast--success").wait_for()


def test_a_supervisor_lets_a_guard_in_from_another_browser(place: Place, new_page: NewPage) -> None:
    scripts = place.language == "es"  # the other guard's browser runs none
    there = Place(place.stack, f"ronda-{place.language}", place.language, place.width)
    owner = new_page(**there.browser)
    there.sign_in(owner, f"olga@{there.slug}.example")
    owner.goto(f"{there.root}/sign-in-rules/")
    owner.locator("#id_guard_release").check()
    press(owner)
    owner.locator(".toast--success").wait_for()
    owner.goto(f"{there.root}/waiting/")
    if scripts:
        owner.locator("#waiting .empty").wait_for()
        assert_right(owner, there, "nobody-waits")

    guard = new_page(**there.browser, java_script_enabled=scripts)
    there.sign_in(guard, "1042")
    guard.wait_for_url(WAIT)
    if scripts:
        assert_right(guard, there, "release-wait")
    card = owner.locator("#waiting li", has_text="1042")
    card.wait_for()  # the page found it by itself
    assert_right(owner, there, "somebody-waits")
    owner.locator("#waiting [id^=approve-]").click()
    owner.locator(".toast--success").wait_for()
    if not scripts:
        guard.reload()
        press(guard)
    guard.wait_for_url(f"{there.root}/")

    there.sign_out(guard)
    there.sign_in(guard, "1042")
    guard.wait_for_url(WAIT)
    guard.locator("#id_code").fill("12")
    press(guard)
    guard.get_by_role("alert").wait_for()
    code = code_in(mails_to(there.stack, f"olga@{there.slug}.example")[-1])
    guard.locator("#id_code").fill(code)
    press(guard)
    guard.wait_for_url(f"{there.root}/")


@pytest.mark.parametrize("language", LOOKED_AT)
def test_the_console_opens_with_a_second_factor_only(
    below: Stack, new_page: NewPage, language: str
) -> None:
    place = Place(below, "", language, LOOKED_AT[language])
    root, page = f"http://{DOMAIN}:{below.port}", new_page(**place.browser)
    hold_passkeys(page)
    page.goto(f"{root}/admin/")
    page.locator("#id_identifier").fill(OPERATOR)
    page.locator("#id_password").fill(PASSWORD)
    press(page)
    if language == "es":
        page.locator(".notice--warning").wait_for()
        assert_right(page, place, "operator-set-up")
        set_up_app(page)
        assert_right(page, place, "operator-codes")
        recovery = page.locator("[data-codes] li").all_inner_texts()
        below.env["RECOVERY"] = recovery[0]
    else:
        page.wait_for_url(STEP)
        assert_right(page, place, "operator-step")
        page.locator("#id_code").fill(below.env["RECOVERY"])
        press(page)
    page.goto(f"{root}/admin/")
    expect(page).to_have_url(f"{root}/admin/")
