import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from project.env import CHECKOUT

Seen = dict[str, Any]


def run_scenarios(library: str, media_root: Path) -> Seen:
    default = settings.DATABASES["default"]
    database = {key: default[key] for key in ("HOST", "PORT", "USER", "PASSWORD")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.tenancy.defects.plain_project.run"],
        cwd=CHECKOUT,
        env={
            "PATH": os.environ["PATH"],
            "LIBRARY": library,
            "DATABASE": json.dumps({**database, "NAME": f"defects_{library}"}),
            "MEDIA_ROOT": str(media_root),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen: Seen = json.loads(done.stdout)
    return seen


@pytest.fixture(scope="session")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Seen, Seen]:
    libraries = ("django_tenants", "tenancy")
    with ThreadPoolExecutor() as pool:
        plain, ours = pool.map(run_scenarios, libraries, map(tmp_path_factory.mktemp, libraries))
    return plain, ours


@pytest.fixture(scope="session")
def plain(both: tuple[Seen, Seen]) -> Seen:
    """What the scenarios see on django-tenants as its documentation configures it."""
    return both[0]


@pytest.fixture(scope="session")
def ours(both: tuple[Seen, Seen]) -> Seen:
    """What the same scenarios see on `tenancy`."""
    return both[1]
