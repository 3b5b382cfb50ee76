"""An opening happens once and whole: killed, repeated, contested, slow."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.utils import timezone

from accounts.models import User
from accounts.passwords import choose
from public_site.models import Client, Domain
from public_site.signup import working
from public_site.signup.models import OpeningProgress, SignUp, token_hash
from stack.running import CHECKOUT
from tenancy.records import SchemaState, TemplateScript

CLAIMS = 50


def waiting(number: int = 0, **about: Any) -> SignUp:
    """Make a sign-up whose person has just asked for the workspace."""
    return SignUp.objects.create(
        **{
            "token_hash": token_hash(f"token {number}"),
            "state": SignUp.State.OPENING,
            "email": f"ana{number}@initech.example",
            "site_language": "es",
            "owner_name": "Ana",
            "password": "md5$salt$7c6a180b36896a0a8c02787eeafb0e4c",
            "organisation": "Initech",
            "address": "initech",
            "country": "CO",
            "time_zone": "America/Bogota",
            "language": "es",
            "pack": "plant",
            **about,
        }
    )


@pytest.fixture
def committing(committed: None) -> Iterator[None]:
    yield
    SignUp.objects.all().delete()


def what_stands() -> tuple[int, int, int, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 't\\_%%'")
        (schemas,) = cursor.fetchone()
    return Client.objects.count(), Domain.objects.count(), User.objects.count(), int(schemas)


def finishing() -> "subprocess.Popen[bytes]":
    """Start the command that opens what waits, in a process of its own."""
    database = connection.settings_dict
    return subprocess.Popen(
        [sys.executable, "-c", FINISH, str(database["NAME"])], cwd=CHECKOUT, env=os.environ
    )


FINISH = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "project.settings_public"
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
import django
django.setup()
from django.core.management import call_command
call_command("finish_sign_ups")
"""


def blocked_backend() -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_locks WHERE NOT granted"
            " AND relation = 'public.public_site_domain'::regclass"
        )
        row = cursor.fetchone()
    return int(row[0]) if row else None


def wait_until_blocked() -> None:
    until = time.monotonic() + 60
    while blocked_backend() is None:
        assert time.monotonic() < until, "The opening did not come to its domain."
        time.sleep(0.02)


def test_a_process_killed_in_the_middle_leaves_nothing_and_the_next_one_opens(
    committing: None,
) -> None:
    TemplateScript.objects.all().delete()  # what migrates tells how far it is
    sign_up, before = waiting(), what_stands()
    with transaction.atomic():
        with connection.cursor() as cursor:  # the schema is made, the domain has to wait
            cursor.execute("LOCK TABLE public_site_domain IN SHARE MODE")
        process = finishing()
        wait_until_blocked()
        assert working.is_being_opened(sign_up.pk)
        assert OpeningProgress.objects.get(sign_up=sign_up).percent == 100
        process.send_signal(signal.SIGKILL)
        process.wait(20)
    until = time.monotonic() + 30
    while working.is_being_opened(sign_up.pk):  # PostgreSQL notices that nobody is there
        assert time.monotonic() < until
        time.sleep(0.02)
    assert what_stands() == before
    assert SignUp.objects.get(pk=sign_up.pk).state == "opening"
    call_command("finish_sign_ups", verbosity=0)
    assert SignUp.objects.get(pk=sign_up.pk).state == "ready"
    assert Client.objects.filter(slug="initech").count() == 1


def test_fifty_claims_of_one_address_at_the_same_moment_open_one_workspace(
    committing: None,
) -> None:
    call_command("createrefschema", "es", verbosity=0)
    sign_ups = [waiting(number) for number in range(CLAIMS)]

    def claim(sign_up: SignUp) -> None:
        try:
            working.open_sign_up(sign_up.pk)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(CLAIMS) as pool:
        list(pool.map(claim, sign_ups))
    assert Client.objects.filter(name="Initech").count() == 1
    assert SignUp.objects.filter(state="ready").count() == 1
    others = SignUp.objects.filter(state="confirmed", refused="address", address="")
    assert others.count() == CLAIMS - 1
    assert User.objects.filter(email__endswith="@initech.example").count() == 1
    tenants = SchemaState.objects.filter(role=SchemaState.Role.TENANT).count()
    assert tenants == Client.objects.count()


def test_eight_who_ask_for_one_opening_open_one_workspace(committing: None) -> None:
    sign_up = waiting()

    def ask(_number: int) -> bool:
        try:
            return working.open_sign_up(sign_up.pk)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(ask, range(8))) == 1
    assert Client.objects.filter(slug="initech").count() == 1


def test_an_opening_that_fails_three_times_waits_for_a_person(
    committing: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    sign_up, before = waiting(pack="no such pack"), what_stands()
    for _ in range(3):
        working.open_reporting(sign_up.pk)
    assert what_stands() == before
    assert working.has_given_up(sign_up)
    assert "nothing of it is left" in caplog.text


def test_an_account_made_meanwhile_sends_the_sign_up_back_to_its_password(db: None) -> None:
    sign_up = waiting()
    User.objects.create_user(sign_up.email, "another good password")
    working.open_sign_up(sign_up.pk)
    sign_up.refresh_from_db()
    assert (sign_up.state, sign_up.refused, sign_up.knows_owner) == ("confirmed", "owner", False)
    assert not Client.objects.filter(slug="initech").exists()


def test_a_password_changed_meanwhile_sends_the_sign_up_back_to_it(db: None) -> None:
    owner = User.objects.create_user("ana0@initech.example", "another good password")
    sign_up = waiting(owner=owner, password=owner.password)
    choose(user=owner, password="staple staple staple")
    working.open_sign_up(sign_up.pk)
    sign_up.refresh_from_db()
    assert (sign_up.state, sign_up.refused, sign_up.knows_owner) == ("confirmed", "owner", False)
    assert not Client.objects.filter(slug="initech").exists()


def test_a_welcome_that_the_mail_server_did_not_take_is_sent_later(
    db: None,
    settings: Any,
    django_capture_on_commit_callbacks: Any,
    mailoutbox: list[Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    memory = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    sign_up = waiting()
    with django_capture_on_commit_callbacks(execute=True):
        working.open_sign_up(sign_up.pk)
    assert SignUp.objects.get(pk=sign_up.pk).state == "ready"
    settings.EMAIL_BACKEND = memory
    for _ in range(2):
        call_command("finish_sign_ups", verbosity=0)
    assert [mail.to for mail in mailoutbox] == [[sign_up.email]]


@pytest.mark.parametrize(
    ("state", "days", "is_kept"),
    [
        ("requested", 0, True),
        ("requested", 2, False),
        ("confirmed", 13, True),
        ("confirmed", 15, False),
        ("opening", 13, True),
        ("opening", 15, False),
    ],
)
def test_sign_ups_that_nobody_comes_back_to_are_forgotten(
    db: None, state: str, days: int, is_kept: bool
) -> None:
    sign_up = waiting(state=state)
    SignUp.objects.update(changed_at=timezone.now() - timedelta(days=days))
    call_command("purge_sign_ups", verbosity=0)
    assert SignUp.objects.filter(pk=sign_up.pk).exists() == is_kept
