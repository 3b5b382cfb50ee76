import json
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.core.files.storage import FileSystemStorage
from django.core.management import CommandError, call_command
from django.db import connection

from public_site.models import Client, Domain
from tenancy import context, schemas
from tenancy.records import SchemaState
from tenancy.selftest import probes, probes_beside, proving, selftest
from tests.tenancy.tenants.conftest import run

Traces = tuple[set[str], set[str], set[str], set[str]]


def traces() -> Traces:
    """What tenants leave behind: schemas, rows, domains, state rows."""
    return (
        schemas.present(),
        set(Client.objects.values_list("schema_name", flat=True)),
        set(Domain.objects.values_list("domain", flat=True)),
        set(SchemaState.objects.values_list("name", flat=True)),
    )


@pytest.fixture
def nothing_stays(committed: None) -> Iterator[None]:
    before = traces()
    yield
    assert traces() == before
    assert not context.is_entered()


def leaks_of(probe: str) -> tuple[str, ...]:
    (leaks,) = (proof.leaks for proof in selftest() if proof.name == probe)
    return leaks


def test_this_system_leaks_nothing_and_says_what_was_proved(nothing_stays: None) -> None:
    said = run("selftest").splitlines()
    assert len(said) == len(proving.PROBES)
    assert all(line.startswith(("proved", "skipped")) for line in said)
    assert sum(line.startswith("proved") for line in said) >= 9


class ModuleGlobal:
    """A tenant that all threads share: what django-tenants' class-level lists amount to."""

    value: Any = None

    def get(self) -> Any:
        return self.value

    def set(self, value: Any) -> Any:
        before, self.value = self.value, value
        return before

    def reset(self, before: Any) -> None:
        self.value = before


def test_a_tenant_kept_in_a_module_global_is_found_out(
    nothing_stays: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(context, "_scope", ModuleGlobal())
    out = StringIO()
    with pytest.raises(CommandError, match=r"leaks\. Do not serve"):
        call_command("tenants", "selftest", "--json", stdout=out)
    rows = [json.loads(row) for row in out.getvalue().splitlines()]
    leaking = {row["name"] for row in rows if row["leaks"]}
    assert {"threads", "tasks", "logged", "nobody"} <= leaking
    assert "were read in" in next(row["leaks"][0] for row in rows if row["name"] == "threads")
    monkeypatch.undo()


def test_a_search_path_that_stays_behind_is_found_out(
    nothing_stays: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = type(connection.connection)
    follow: Callable[..., str] = raw.follow

    def lazy(self: Any, statement: Any = "") -> str:
        stays = str(statement).startswith('SELECT "tenancy_selftest"')
        return "" if stays else follow(self, statement)

    monkeypatch.setattr(raw, "follow", lazy)
    assert leaks_of("rows")


def test_a_cache_without_tenants_in_its_keys_is_found_out(
    nothing_stays: None, settings: Any
) -> None:
    shared = "tenancy.cache.make_shared_key"
    settings.CACHES = {"default": {**django_settings.CACHES["default"], "KEY_FUNCTION": shared}}
    assert leaks_of("cached")
    cache.clear()


def test_a_storage_without_tenants_is_found_out(
    nothing_stays: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probes_beside, "default_storage", FileSystemStorage())
    assert leaks_of("stored") == ("the default storage keeps no tenants apart",)


def test_shared_sessions_are_found_out(nothing_stays: None, settings: Any) -> None:
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
    assert leaks_of("sessions")


def test_jobs_that_run_where_they_are_called_are_found_out(
    nothing_stays: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = pytest.importorskip("tenancy.celery").TenantTask
    assert not leaks_of("jobs")
    monkeypatch.delattr(task, "apply")
    assert "read rows of" in leaks_of("jobs")[0]


def test_a_probe_that_breaks_has_proved_nothing(
    nothing_stays: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probes, "ROW_COUNT", 21)
    assert "20 rows instead of 21" in leaks_of("rows")[0]


def test_ctrl_c_removes_both_tenants(nothing_stays: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(pair: Any) -> Iterator[str]:
        raise KeyboardInterrupt

    monkeypatch.setattr(proving, "PROBES", (("", probes.rows), ("", interrupted)))
    with pytest.raises(KeyboardInterrupt):
        run("selftest")


def test_a_field_that_the_model_does_not_have_is_refused(db: None) -> None:
    with pytest.raises(CommandError, match="--set colour=red"):
        run("selftest", "--set", "colour=red")
