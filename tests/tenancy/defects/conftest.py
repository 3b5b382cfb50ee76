import json
import os
import subprocess
import sys
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
def plain(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """What the scenarios see on django-tenants as its documentation configures it."""
    return run_scenarios("django_tenants", tmp_path_factory.mktemp("plain"))


@pytest.fixture(scope="session")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """What the same scenarios see on `tenancy`."""
    return run_scenarios("tenancy", tmp_path_factory.mktemp("ours"))
