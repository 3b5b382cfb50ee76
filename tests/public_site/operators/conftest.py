from typing import Any

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.flows.login import _AUTHENTICATION_METHODS_USER_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.test import Client as Browser

from accounts.models import User
from tests.conftest import PASSWORD

NAME = "ana@newsbook.example"


@pytest.fixture
def operator(db: None) -> User:
    user = User.objects.create_superuser(NAME, PASSWORD, name="Ana Soporte")
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return user


def show_factor(browser: Browser, user: User, method: str = "mfa") -> None:
    """Let the session say that the person has shown a second factor."""
    session: Any = browser.session
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": method, "at": 1.0, "type": "totp"}]
    session.save()


@pytest.fixture
def console(website: Browser, operator: User) -> Browser:
    """The main website in the browser of an operator who has shown a second factor."""
    website.force_login(operator)
    show_factor(website, operator)
    return website
