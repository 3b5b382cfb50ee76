"""An operator who was let in, and what the log says of it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client as Browser
from django.utils import timezone

from accounts.models import User
from accounts.support.models import SupportGrant
from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.activity.models import Activity
from tests.accounts.support.test_visiting import SECRET, let_in, make_operator, prepared


@pytest.fixture
def operator(db: None) -> User:
    return make_operator()


@pytest.fixture
def enter(operator: User, browse: Callable[..., Browser]) -> Callable[..., Browser]:
    """Return a browser in which the operator entered the workspace."""

    def _enter(client: Client) -> Browser:
        let_in(client)
        _visit, token = prepared(client, operator)
        browser = with_secret(browse(client))
        assert browser.get(f"/support/enter/{token}").status_code == 302
        return browser

    return _enter


def with_secret(browser: Browser) -> Browser:
    browser.cookies[settings.HANDOFF_COOKIE_NAME] = SECRET
    return browser


def told(client: Client) -> list[str]:
    with tenant_context(client):
        return list(Activity.objects.order_by("pk").values_list("act", flat=True))


def run_out() -> None:
    now = timezone.now()
    SupportGrant.objects.update(begins_at=now - timedelta(hours=2), ends_at=now)
