"""`tenants selftest` in a project that is not ours, as its own CI would run it."""

import io
import json
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import TransactionTestCase, override_settings

from tenancy import schemas
from tests.tenancy.defects.plain_project.customers.models import Client

IN_THE_CACHE = "django.contrib.sessions.backends.cache"
SHARED_KEYS = {"BACKEND": settings.CACHES["default"]["BACKEND"]}


def proofs(*, fails: bool) -> dict[str, Any]:
    """Run it; return what leaked by the name of each probe."""
    out, failed = io.StringIO(), False
    try:
        call_command("tenants", "selftest", "--json", stdout=out)
    except CommandError:
        failed = True
    assert failed == fails, out.getvalue()
    return {row["name"]: row["leaks"] for row in map(json.loads, out.getvalue().splitlines())}


def traces() -> tuple[set[str], set[str]]:
    return schemas.present(), set(Client.objects.values_list("schema_name", flat=True))


class Selftest(TransactionTestCase):
    def setUp(self) -> None:
        self.before = traces()

    def tearDown(self) -> None:
        assert traces() == self.before

    @override_settings(SESSION_ENGINE=IN_THE_CACHE)
    def test_a_project_that_keeps_tenants_apart_passes(self) -> None:
        assert len(proofs(fails=False)) == 10

    @override_settings(CACHES={"default": SHARED_KEYS})
    def test_what_this_project_shares_is_told_and_fails_its_ci(self) -> None:
        leaks = proofs(fails=True)
        assert {name for name, found in leaks.items() if found} == {"cached", "sessions"}
