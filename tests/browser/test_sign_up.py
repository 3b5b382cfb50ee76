"""A stranger signs up: with the code, with the link, without scripts, and when it takes long."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from stack.running import CHECKOUT, Stack
from tests.browser.conftest import NewPage
from tests.browser.looking import barriers, controls_too_small_for_a_thumb
from tests.browser.second_factors import hold_passkeys
from tests.browser.signing_up import (
    ask_twice,
    begin,
    go_on,
    root_of,
    say_where,
    say_who,
    sign_up,
    type_code,
)
from tests.smtp_sink import LINK, code_in, link_in, mails_to, text_of

NEW = "staple staple staple"
EYES = pytest.mark.parametrize(("width", "language"), [(320, "es"), (1280, "en")])


def looked_at(page: Page, width: int) -> None:
    """Assert that nothing is in anybody's way, and return to the person's own size."""
    assert barriers(page) == []
    assert controls_too_small_for_a_thumb(page) == []
    page.set_viewport_size({"width": width, "height": 720})
    page.reload()


def open_page(new_page: NewPage, width: int, language: str) -> Page:
    return new_page(locale=language, viewport={"width": width, "height": 720}, has_touch=True)


@EYES
def test_five_steps_from_an_e_mail_to_a_book(
    stack: Stack, new_page: NewPage, width: int, language: str
) -> None:
    page, slug = open_page(new_page, width, language), f"cinco-{language}"
    email = f"ana@{slug}.example"
    begin(page, stack, email)
    looked_at(page, width)
    page.locator("#id_code").fill("12345")
    page.locator("main .button--primary").click()
    expect(page.locator("#id_code")).to_have_attribute("aria-invalid", "true")
    looked_at(page, width)
    type_code(page, stack, email)
    page.locator("#id_password").press_sequentially("short")
    expect(page.locator("[data-strength-of]")).not_to_be_empty()
    looked_at(page, width)
    say_who(page)

    page.locator("#id_organisation").press_sequentially("Admin")
    offered = page.locator("button[name=take]")
    expect(offered).to_have_count(3)
    taken = str(offered.nth(2).get_attribute("value"))
    offered.nth(2).click()
    expect(page.locator("#address-check .field__ok")).to_contain_text(taken)
    expect(page.locator("#id_address")).to_have_value(taken)
    looked_at(page, width)
    ask_twice(page, slug)
    say_where(page, slug)
    looked_at(page, width)

    page.go_back()
    expect(page.locator("#id_address")).to_have_value(slug)
    second_tab = page.context.new_page()
    second_tab.goto(f"{stack.url}/sign-up/code/")
    second_tab.wait_for_url("**/sign-up/details/")
    second_tab.locator("input[value=hotel]").check()
    go_on(second_tab, "/sign-up/ready/")
    page.reload()
    page.wait_for_url("**/sign-up/ready/")
    looked_at(page, width)
    page.locator("main .button--primary").click()
    page.wait_for_url(f"{root_of(stack, slug)}/**")
    expect(page.locator("main")).to_contain_text("Recepción" if language == "es" else "Reception")
    _code, welcome = mails_to(stack, email)
    assert root_of(stack, slug) in text_of(welcome)
    assert ("ya tiene su libro" in welcome["Subject"]) == (language == "es")


@EYES
def test_the_link_of_the_mail_goes_on_in_the_browser_that_follows_it(
    stack: Stack, new_page: NewPage, width: int, language: str
) -> None:
    same = open_page(new_page, width, language)
    email = f"ana@enlace-{language}.example"
    begin(same, stack, email)
    same.goto(link_in(mails_to(stack, email)[-1]))
    looked_at(same, width)
    go_on(same, "/sign-up/you/")

    other_email = f"eva@enlace-{language}.example"
    begin(same, stack, other_email)
    other = open_page(new_page, width, language)
    other.goto(link_in(mails_to(stack, other_email)[-1]))
    go_on(other, "/sign-up/you/")
    same.goto(f"{stack.url}/sign-up/you/")
    same.wait_for_url("**/sign-up/")
    other.goto(f"{stack.url}/sign-up/link/nothing/")
    looked_at(other, width)


def test_everything_works_without_scripts(stack: Stack, new_page: NewPage) -> None:
    page = new_page(locale="es", java_script_enabled=False)
    begin(page, stack, "ana@sobria.example")
    type_code(page, stack, "ana@sobria.example")
    say_who(page)
    page.locator("#id_organisation").fill("Sobria")
    page.locator("#id_address").fill("soporte")
    page.locator("main .button--primary").click()
    page.locator("button[name=take]").filter(has_text="sobria").first.click()
    page.wait_for_url("**/sign-up/details/")
    go_on(page, "/sign-up/ready/")
    page.locator("main .button--primary").click()
    page.wait_for_url(re.compile(r"http://(soporte-)?sobria[\w-]*\.localhost"))


def test_another_browsers_account_is_asked_for_its_password_after_the_code(
    stack: Stack, new_page: NewPage
) -> None:
    sign_up(new_page(locale="es"), stack, "primera")
    page = new_page(locale="en")
    begin(page, stack, "ana@primera.example")
    page.locator("#id_code").fill(code_in(mails_to(stack, "ana@primera.example")[-1]))
    go_on(page, "/sign-up/you/")
    expect(page.locator("main")).to_contain_text("has an account already")
    page.locator("#id_password").fill("not the password")
    page.locator("main .button--primary").click()
    expect(page.locator(".error-summary")).to_be_visible()
    choose_anew(page, stack, "ana@primera.example")
    page.goto(f"{stack.url}/sign-up/you/")
    page.locator("#id_password").fill(NEW)
    go_on(page, "/sign-up/workspace/")
    say_where(page, "segunda")
    go_on(page, "/sign-up/ready/")


def choose_anew(page: Page, stack: Stack, email: str) -> None:
    """From the password that nobody remembers, by a mail, to a new one."""
    page.locator(".below-form a[href='/sign-in/']").click()
    page.locator("#id_email").fill(email)
    go_on(page, "/sign-in/sent/")
    told = text_of(mails_to(stack, email)[-1])
    page.goto(next(link for link in LINK.findall(told) if "/enter/password/" in link))
    assert barriers(page) == []
    page.locator("#id_password").fill(NEW)
    go_on(page, "/sign-in/")


@EYES
def test_who_forgot_where_they_work_is_mailed_it(
    stack: Stack, new_page: NewPage, width: int, language: str
) -> None:
    page, slug = open_page(new_page, width, language), f"olvido-{language}"
    sign_up(page, stack, slug)
    page.goto(f"{stack.url}/sign-in/")
    page.locator("#id_email").fill(f"ana@{slug}.example")
    go_on(page, "/sign-in/sent/")
    mail = mails_to(stack, f"ana@{slug}.example")[-1]
    page.goto(link_in(mail))
    expect(page).to_have_url(f"{root_of(stack, slug)}/")  # signed in there already


@EYES
def test_a_passkey_takes_the_place_of_the_password(
    one_host: Stack, new_page: NewPage, width: int, language: str
) -> None:
    page, slug = open_page(new_page, width, language), f"llave-{language}"
    hold_passkeys(page)
    begin(page, one_host, f"ana@{slug}.example")
    type_code(page, one_host, f"ana@{slug}.example")
    page.locator("a[href$='/you/passkey/']").click()
    looked_at(page, width)
    page.locator("#id_name").fill("Ana Pérez")
    go_on(page, "/sign-up/workspace/")
    say_where(page, slug)
    go_on(page, "/sign-up/ready/")
    page.locator("button[name=invite]").click()
    page.wait_for_url(f"{root_of(one_host, slug)}/**")
    page.locator("form[data-passkey=get] button").click()
    page.wait_for_url(f"{root_of(one_host, slug)}/members/invite/")


NOTHING_READY = """
from tenancy.records import SchemaState, TemplateScript
from tenancy.schemas import drop_schema
for spare in SchemaState.objects.filter(role="pooled"):
    drop_schema(spare.name)
TemplateScript.objects.all().delete()
"""
HOLD_DOMAINS = """
from django.db import connection, transaction
with transaction.atomic(), connection.cursor() as cursor:
    cursor.execute("LOCK TABLE public_site_domain IN SHARE MODE")
    print("held", flush=True)
    input()
"""


def manage(stack: Stack, *arguments: str) -> list[str]:
    return [sys.executable, "manage.py", *arguments]


def run(stack: Stack, *arguments: str) -> None:
    subprocess.run(manage(stack, *arguments), check=True, cwd=CHECKOUT, env=stack.env, timeout=120)


@contextmanager
def slow_creation(stack: Stack) -> Iterator["subprocess.Popen[str]"]:
    """Leave nothing ready, and hold an opening up at its domain until the block lets go."""
    run(stack, "shell", "--verbosity=0", "-c", NOTHING_READY)
    holder = subprocess.Popen(
        manage(stack, "shell", "--verbosity=0", "-c", HOLD_DOMAINS),
        cwd=CHECKOUT,
        env=stack.env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == "held"
        yield holder
    finally:
        holder.kill()
        holder.wait(60)
        run(stack, "createrefschema")


def kill_worker(stack: Stack) -> None:
    """Kill the process that serves the main website; its master starts another."""
    (master,) = [child.process.pid for child in stack.children if child.name == "main-website"]
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    for child in children:
        os.kill(int(child), signal.SIGKILL)


def test_a_slow_opening_shows_how_far_it_is_and_survives_its_process(
    stack: Stack, new_page: NewPage
) -> None:
    page, plain = new_page(locale="es"), new_page(locale="en", java_script_enabled=False)
    for one, slug in ((page, "lenta"), (plain, "paciente")):
        begin(one, stack, f"ana@{slug}.example")
        type_code(one, stack, f"ana@{slug}.example")
        say_who(one)
        say_where(one, slug)
    with slow_creation(stack) as holder:
        go_on(page, "/sign-up/opening/")
        expect(page.locator("#opening")).to_contain_text("100 %", timeout=60_000)
        assert barriers(page) == []
        go_on(plain, "/sign-up/opening/")
        expect(plain.locator("#opening")).to_contain_text("100 %", timeout=60_000)
        kill_worker(stack)
        holder.communicate("\n", timeout=60)
        for one in (page, plain):
            one.wait_for_url("**/sign-up/ready/", timeout=90_000)
    for one, slug in ((page, "lenta"), (plain, "paciente")):
        one.locator("main .button--primary").click()
        one.wait_for_url(f"{root_of(stack, slug)}/**")
        assert len(mails_to(stack, f"ana@{slug}.example")) == 2
