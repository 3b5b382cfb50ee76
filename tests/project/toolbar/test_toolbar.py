"""The debug toolbar of a development machine, in processes of their own: settings are read once."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from django.db import connection

from project.env import CHECKOUT
from public_site.models import Client

ACME, GLOBEX = "acme.localhost:8000", "globex.localhost:8000"


def visits(settings: str, *hosts: str, **environment: str) -> dict[str, Any]:
    database: dict[str, Any] = connection.settings_dict
    done = subprocess.run(
        [sys.executable, "-m", "tests.project.toolbar.visits", *hosts],
        cwd=CHECKOUT,
        env={
            "PATH": os.environ["PATH"],
            "VAR_FOLDER": os.environ["VAR_FOLDER"],
            "DATABASE_URL": f"postgres://{database['USER']}@/{database['HOST']}/{database['NAME']}",
            "DJANGO_SETTINGS_MODULE": settings,
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def workspaces(two_workspaces: dict[str, Client]) -> dict[str, Any]:
    return visits("project.settings_tenants", ACME, GLOBEX, DEBUG="yes")


@pytest.fixture(scope="module")
def main_website(two_workspaces: dict[str, Client]) -> dict[str, Any]:
    return visits("project.settings_public", "localhost:8000", DEBUG="yes")


@pytest.fixture(params=["workspaces", "main_website"])
def site(request: pytest.FixtureRequest) -> dict[str, Any]:
    found: dict[str, Any] = request.getfixturevalue(request.param)
    return found


def test_pages_carry_the_toolbar_under_the_usual_policy(site: dict[str, Any]) -> None:
    for visit in site["visits"].values():
        assert (visit["status"], visit["toolbar"], visit["inline"]) == (200, True, False)
        directives = [one.strip() for one in visit["policy"].split(";")]
        assert "script-src 'self'" in directives
        assert "unsafe" not in visit["policy"]


def test_it_brings_no_table(site: dict[str, Any]) -> None:
    assert site["installed"]
    assert not site["migrated"]


def test_the_main_websites_panels_open(main_website: dict[str, Any]) -> None:
    shown = main_website["panels"]["HistoryPanel of localhost:8000 at localhost:8000"]
    request_id = main_website["visits"]["localhost:8000"]["request"]
    assert request_id
    assert request_id in shown


def test_the_sql_panel_shows_the_queries_of_the_tenant(workspaces: dict[str, Any]) -> None:
    assert "members_member" in workspaces["panels"][f"SQLPanel of {ACME} at {ACME}"]


def test_no_workspace_sees_what_the_toolbar_saw_at_another(workspaces: dict[str, Any]) -> None:
    request_ids = {host: visit["request"] for host, visit in workspaces["visits"].items()}
    for host, other in ((ACME, GLOBEX), (GLOBEX, ACME)):
        assert "members_member" not in workspaces["panels"][f"SQLPanel of {other} at {host}"]
        history = workspaces["panels"][f"HistoryPanel of {host} at {host}"]
        assert request_ids[host] in history
        assert request_ids[other] not in history


@pytest.mark.parametrize(
    ("module", "host"),
    [("project.settings_tenants", ACME), ("project.settings_public", "localhost:8000")],
)
def test_without_debug_nothing_of_it_is_loaded(
    module: str, host: str, two_workspaces: dict[str, Client]
) -> None:
    seen = visits(module, host)
    assert [seen[name] for name in ("installed", "imported", "middleware")] == [False, False, []]
    assert not seen["visits"][host]["toolbar"]
    assert "SQL" not in seen["panels"][f"SQLPanel of {host} at {host}"]
