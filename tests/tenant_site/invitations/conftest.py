"""What the tests of invitations say again and again."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser

from public_site.models import Client
from public_site.plans import PLANS, Limits
from tenancy.context import tenant_context
from tests.smtp_sink import LINK


@pytest.fixture
def plan_holds(settings: Any) -> Callable[[int], None]:
    """Let every plan hold so many people."""

    def _hold(members: int) -> None:
        settings.PLANS = tuple(replace(plan, limits=Limits(members=members)) for plan in PLANS)

    return _hold


@pytest.fixture(autouse=True)
def _with_mail(settings: Any) -> None:
    settings.HAS_MAIL = True


@pytest.fixture
def invited(
    acme: Client, office: Browser, django_capture_on_commit_callbacks: Any
) -> Callable[..., str]:
    """Invite somebody by mail as an owner does, and return the path of the link they read."""

    def _invited(email: str = "ana@new.example", role: str = "guard", **more: Any) -> str:
        with tenant_context(acme), django_capture_on_commit_callbacks(execute=True):
            answer = office.post("/members/invite/", {"emails": email, "role": role, **more})
        assert answer.status_code == 302, answer.content
        return link_in(mail.outbox[-1])

    return _invited


def link_in(letter: Any) -> str:
    """The path of the link that a mail asks to open."""
    found = LINK.search(letter.body)
    assert found
    return found[0].partition("localhost:8000")[2]


@pytest.fixture
def upload(office: Browser) -> Callable[..., Any]:
    """Send a file; return the page that says what would happen, or the form that refuses it."""

    def _upload(content: str | bytes, name: str = "crew.csv") -> Any:
        data = content.encode() if isinstance(content, str) else content
        answer = office.post(
            "/members/import/", {"file": SimpleUploadedFile(name, data, "text/csv")}
        )
        return office.get(answer["Location"]) if answer.status_code == 302 else answer

    return _upload
