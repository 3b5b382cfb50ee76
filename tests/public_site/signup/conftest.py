"""A person who signs up, without a browser's window."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client as Browser

from public_site.models import Client
from public_site.signup.models import SignUp
from tenancy.provisioning import pool
from tenancy.records import SchemaState
from tenancy.schemas import drop_schema
from tests.smtp_sink import CODE, LINK

PASSWORD = "correct horse battery"
WORKSPACE = {"organisation": "Initech Vigilancia", "address": "Initech", "country": "CO"}
DETAILS = {"time_zone": "America/Bogota", "language": "es", "pack": "residence"}


@pytest.fixture(scope="module")
def ready_schema(two_workspaces: dict[str, Client], django_db_blocker: Any) -> Iterator[None]:
    """Keep one schema ready: each test takes it and, rolled back, gives it back."""
    with django_db_blocker.unblock():
        pool.fill("es", 1)
    yield
    with django_db_blocker.unblock():
        for spare in SchemaState.objects.filter(role=SchemaState.Role.POOLED):
            drop_schema(spare.name)


@dataclass
class Visitor:
    """Somebody at the website; `mails` are those of everybody, as they arrive."""

    browser: Browser
    mails: list[EmailMultiAlternatives]
    committing: Callable[..., Any]
    email: str = "ana@initech.example"
    language: str = "en"

    def post(self, path: str, data: dict[str, str] | None = None, network: str = "::1") -> Any:
        told = {"accept-language": self.language, "x-real-ip": network}
        with self.committing(execute=True):
            return self.browser.post(f"/sign-up/{path}", data or {}, headers=told)

    def get(self, path: str = "", data: dict[str, str] | None = None, accept: str = "") -> Any:
        told = {"accept-language": accept or self.language}
        return self.browser.get(f"/sign-up/{path}", data or {}, headers=told)

    @property
    def sign_up(self) -> SignUp:
        return SignUp.objects.of_browser(self.browser.cookies["signup"].value).get()

    @property
    def code(self) -> str:
        found = CODE.search(str(self.mails[-1].body))
        assert found
        return found[1]

    @property
    def link(self) -> str:
        found = LINK.search(str(self.mails[-1].body))
        assert found
        return found[0].split("/sign-up/")[1]

    def begin(self, **changes: str) -> Any:
        return self.post("", {"email": self.email, **changes})

    def confirm(self) -> Any:
        self.begin()
        return self.post("code/", {"code": self.code})

    def say_who(self) -> Any:
        self.confirm()
        return self.post("you/", {"name": "Ana", "password": PASSWORD})

    def say_where(self, **changes: str) -> Any:
        self.say_who()
        return self.post("workspace/", {**WORKSPACE, **changes})

    def open(self, **changes: str) -> Any:
        self.say_where()
        return self.post("details/", {**DETAILS, **changes})


@pytest.fixture
def somebody(
    website: Browser,
    mailoutbox: list[EmailMultiAlternatives],
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> Callable[..., Visitor]:
    """Return people at the website, each with a browser of their own."""

    def _somebody(**about: str) -> Visitor:
        browser = Browser(headers={"host": "localhost:8000"})
        return Visitor(browser, mailoutbox, django_capture_on_commit_callbacks, **about)

    return _somebody


@pytest.fixture
def ana(somebody: Callable[..., Visitor]) -> Visitor:
    return somebody()
