"""Two owners decide at the same moment."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections
from django.test import Client as Browser

from accounts.models import User
from public_site.models import Client
from public_site.signup.opening import open_workspace
from tenancy.context import tenant_context
from tenant_site.members.models import Member, Role
from tests.conftest import PASSWORD


@pytest.fixture
def opened(committed: None) -> Client:
    return open_workspace(
        name="Two", slug="two-owners", owner_email="one@two.example", owner_name="One",
        password=PASSWORD, time_zone="America/Bogota", language="en", first_book_name="Gate",
    )  # fmt: skip


@pytest.fixture
def owners(opened: Client) -> list[Member]:
    user = User.objects.create_user("other@two.example", PASSWORD)
    with tenant_context(opened):
        Member.objects.create(user=user, role=Role.OWNER, display_name="Two")
        return list(Member.objects.order_by("display_name"))


@pytest.fixture
def together(
    opened: Client, owners: list[Member], browse: Callable[..., Browser]
) -> Callable[..., list[int]]:
    """Send one form for each owner at the same moment; return what they were answered."""

    def _together(*sent: tuple[str, dict[str, Any]]) -> list[int]:
        ready = threading.Barrier(len(sent))
        browsers = [browse(opened, owner) for owner in owners]

        def post(number: int) -> int:
            try:
                ready.wait()
                return browsers[number].post(*sent[number]).status_code
            finally:
                connections.close_all()

        with ThreadPoolExecutor(len(sent)) as pool:
            return sorted(pool.map(post, range(len(sent))))

    return _together


@pytest.mark.parametrize("change", [{"role": "guard"}, {"is_active": ""}])
def test_of_two_who_bar_each_other_one_stays_owner(
    opened: Client,
    owners: list[Member],
    together: Callable[..., list[int]],
    change: dict[str, str],
) -> None:
    one, two = owners
    form = {"display_name": "x", "badge": "", "role": "owner", "is_active": "on", **change}
    ends = together((f"/members/{two.pk}/", form), (f"/members/{one.pk}/", form))
    assert 302 in ends
    with tenant_context(opened):
        assert Member.objects.active().filter(role=Role.OWNER).count() == 1


def test_of_two_who_give_one_badge_one_is_told(
    opened: Client, together: Callable[..., list[int]]
) -> None:
    form = {"display_name": "Ana", "badge": "7", "role": "guard"}
    assert together(("/members/add/", form), ("/members/add/", form)) == [200, 422]
    with tenant_context(opened):
        assert Member.objects.filter(badge="7").count() == 1
