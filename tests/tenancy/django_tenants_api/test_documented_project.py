"""A project as django-tenants documents it, on the engine, with its own tests run twice."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from project.env import CHECKOUT

SHOP = "tests.tenancy.django_tenants_api.shop"

TYPES = "tests.tenancy.django_tenants_api.types"
SHOPS_FOLDER = SHOP.replace(".", "/")
# what django-tenants does where PG_EXTRA_SEARCH_PATHS is set
AT_START = "ignore:Accessing the database during app initialization"


def run(arguments: list[str], tmp_path: Path, database: str) -> str:
    default = settings.DATABASES["default"]
    connection = {key: default[key] for key in ("HOST", "PORT", "USER", "PASSWORD")}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-W", AT_START, "-m", *arguments],
        cwd=CHECKOUT,
        env={
            "PATH": os.environ["PATH"],
            "LIBRARY": "tenancy",
            "DJANGO_SETTINGS_MODULE": f"{SHOP}.settings",
            "DATABASE": json.dumps({**connection, "NAME": "postgres", "TEST": {"NAME": database}}),
            "MEDIA_ROOT": str(tmp_path),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        (
            "shop_django",
            [
                "django",
                "test",
                *(f"{SHOP}.documented{part}" for part in ("", "_files", "_commands", "_selftest")),
            ],
        ),
        (
            "shop_pytest",
            [
                *("pytest", "-c", f"{SHOPS_FOLDER}/pytest.ini"),
                *(f"{SHOPS_FOLDER}/documented{of}.py" for of in ("", "_fixtures")),
            ],
        ),
        ("types_django", ["django", "test", f"{TYPES}.documented", f"--settings={TYPES}.settings"]),
    ],
)
def test_its_documented_tests_pass(
    name: str, arguments: list[str], tmp_path: Path, django_db_setup: None
) -> None:
    said = run(arguments, tmp_path, name)
    assert "OK" in said or "passed" in said
