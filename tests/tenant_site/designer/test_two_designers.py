"""Two owners design one form at the same moment."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client as Browser

from accounts.models import User
from public_site.models import Client
from public_site.signup.opening import open_workspace
from tenancy.context import tenant_context
from tenant_site.books.models import EntryType
from tenant_site.designer.drafts import design_of
from tenant_site.members.models import Member, Role
from tests.conftest import PASSWORD


@pytest.fixture
def opened(committed: None) -> Client:
    return open_workspace(
        name="Two", slug="two-designers", owner_email="one@designers.example", owner_name="One",
        password=PASSWORD, time_zone="America/Bogota", language="en", first_book_name="Gate",
    )  # fmt: skip


def test_of_two_who_act_on_one_form_at_once_one_is_told_and_nothing_is_lost(
    opened: Client, browse: Callable[..., Browser]
) -> None:
    user = User.objects.create_user("other@designers.example", PASSWORD)
    with tenant_context(opened):
        Member.objects.create(user=user, role=Role.OWNER, display_name="Two")
        EntryType.objects.create(code="shared", name="Shared")
        browsers = [browse(opened, owner) for owner in Member.objects.order_by("display_name")]
    ready = threading.Barrier(len(browsers))

    def add(number: int) -> int:
        sent = {"label": f"Field {number}", "width": "full", "revision": "0"}
        try:
            ready.wait()
            return browsers[number].post("/types/shared/add/text/", sent).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(browsers)) as pool:
        assert sorted(pool.map(add, range(len(browsers)))) == [302, 409]
    with tenant_context(opened):
        design = design_of(EntryType.objects.get(code="shared"))
    assert (len(design.definition.fields), design.draft.revision) == (1, 1)
