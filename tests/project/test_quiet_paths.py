import io
import logging
from collections.abc import Callable, Iterator

import pytest
from django.test import Client as Browser

from accounts import mail_proofs
from accounts.models import MailProof, User
from project.quiet_paths import PathFilter
from public_site.models import Client
from tenant_site.members.models import Member


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the site writes to its log."""
    (console,) = (
        one
        for one in logging.getLogger().handlers
        if isinstance(one, logging.StreamHandler)
        and any(isinstance(found, PathFilter) for found in one.filters)
    )
    written = io.StringIO()
    before, console.stream = console.stream, written  # setStream would flush one that is closed
    yield written
    console.stream = before


def test_a_mailed_link_that_still_works_is_not_logged(
    acme: Client, guard: Member, browse: Callable[..., Browser], log: io.StringIO
) -> None:
    user = User.objects.get(pk=guard.user_id)
    token = mail_proofs.issue(
        user=user, email="guard@acme.example", purpose=MailProof.Purpose.RESET
    ).token
    path = f"/enter/password/{token}/"
    assert browse(acme).post(path, {"password": "short"}).status_code == 422
    assert browse(acme, enforce_csrf_checks=True).post(path).status_code == 403
    assert mail_proofs.by_token(token, MailProof.Purpose.RESET)
    assert "Unprocessable" in log.getvalue()
    assert "Forbidden" in log.getvalue()
    assert "/enter/password/.../" in log.getvalue()
    assert token not in log.getvalue()


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        (f"/enter/{'t' * 43}", "/enter/..."),
        (f"/join/{'t' * 43}/", "/join/.../"),
        (f"/w/acme/enter/{'t' * 43}?next=/", "/w/acme/enter/...?next=/"),
        ("/books/main-gate/entries/1/", "/books/main-gate/entries/1/"),
        (f"/media/{'t' * 43}.jpg", f"/media/{'t' * 43}.jpg"),
    ],
)
def test_names_stay_and_tokens_go(path: str, logged: str, log: io.StringIO) -> None:
    logging.getLogger("django.request").warning("%s: %s", "Gone", path)
    assert log.getvalue().strip().endswith(f"Gone: {logged}")
