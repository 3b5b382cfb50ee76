"""Pytest plugin: a PostgreSQL for each process that tests, in a folder that goes with it."""

import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest

from project.translations import write_compiled

LONGEST = ("tests/stack/", "tests/browser/", "tests/tenancy/")
VAR_FOLDER = Path(tempfile.mkdtemp(prefix="newsbook-test-"))
os.environ.setdefault("TEST_RUN_FOLDER", str(VAR_FOLDER))  # those that it starts inherit it
os.environ.update(VAR_FOLDER=str(VAR_FOLDER), PUBLIC_URL="http://localhost:8000")
for name in ("DATABASE_URL", "EMAIL_URL", "CACHE_URL", "SECRET_KEY", "MEDIA_STORAGE", "DEBUG"):
    os.environ.pop(name, None)

write_compiled()  # before Django starts: it reads the catalogues once, and keeps what it found
_servers = ExitStack()


def pytest_sessionstart(session: pytest.Session) -> None:
    """Collect style sheets in each process that runs tests; one that hands them out needs none."""
    if session.config.getoption("numprocesses") and not hasattr(session.config, "workerinput"):
        return
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)


def hold_database() -> None:
    """Start PostgreSQL on a copy of the database that tests begin with, for as long as they run.

    It waits for no disk: nothing of a test run is kept.
    """
    from stack import postgres
    from tests.prepared import two_workspaces

    two_workspaces(VAR_FOLDER)
    _servers.enter_context(postgres.hold(VAR_FOLDER, fsync=False))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the longest first, so that no process waits for another's last file."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop it and remove the folder, whatever happened."""
    _servers.close()
    shutil.rmtree(VAR_FOLDER, ignore_errors=True)
