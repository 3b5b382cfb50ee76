"""Who guesses names learns nothing from how long an answer takes."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.auth import hashers
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from public_site.models import Client
from tenant_site.members.models import Member
from tests.conftest import PASSWORD
from tests.tenant_site.members.test_sign_in import WRONG, send

KNOWN = ("1007", "guard@acme.example")
UNKNOWN = ("4711", "nobody@acme.example", "owner@globex.example")
ARGON2 = "django.contrib.auth.hashers.Argon2PasswordHasher"


def cost(act: Callable[[], Any]) -> tuple[int, int]:
    """Return how many queries and password hashes an answer took."""
    hasher = type(hashers.get_hasher())
    with (
        CaptureQueriesContext(connection) as queries,
        patch.object(hasher, "encode", autospec=True, side_effect=hasher.encode) as hashed,
    ):
        act()
    return len([one for one in queries if "SAVEPOINT" not in one["sql"]]), hashed.call_count


def test_a_refused_sign_in_costs_the_same_queries_and_one_hash_whoever_it_is(
    acme: Client, guard: Member, stranger: Member, browse: Callable[..., Browser]
) -> None:
    browse(acme).get("/sign-in/")  # so that the host is known
    costs = {cost(partial(send, browse(acme), one, WRONG)) for one in (*KNOWN, *UNKNOWN)}
    assert len(costs) == 1
    assert costs.pop()[1] == 1


def test_a_refused_operator_costs_the_same_too(website: Browser) -> None:
    User.objects.create_superuser("o@newsbook.example", PASSWORD)
    User.objects.create_user("guard@acme.example", PASSWORD)
    names = ("o@newsbook.example", "guard@acme.example", "nobody@acme.example")
    costs = set()
    for name in names:
        form = {"identifier": name, "password": WRONG}
        costs.add(cost(partial(website.post, "/admin/sign-in/", form)))
    assert len(costs) == 1
    assert costs.pop()[1] == 1


@pytest.mark.parametrize(("known", "unknown"), [(KNOWN[0], UNKNOWN[0]), (KNOWN[1], UNKNOWN[1])])
def test_a_known_and_an_unknown_name_take_the_same_time(
    acme: Client,
    guard: Member,
    browse: Callable[..., Browser],
    settings: Any,
    known: str,
    unknown: str,
) -> None:
    """The fastest of five each, taken in turns: a busy machine slows some answers, not all.

    A missing hash would make one of them ten times faster.
    """
    settings.PASSWORD_HASHERS = [ARGON2]
    user = User.objects.get(pk=guard.user_id)
    user.set_password(PASSWORD)
    user.save()
    took: dict[str, list[float]] = {known: [], unknown: []}
    for _ in range(5):
        for name, times in took.items():
            browser = browse(acme)
            began = time.perf_counter()
            send(browser, name, WRONG)
            times.append(time.perf_counter() - began)
    ratio = min(took[known]) / min(took[unknown])
    assert 0.4 < ratio < 2.5, took
