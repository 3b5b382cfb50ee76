import ctypes.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from project.env import CHECKOUT
from tests.tenancy.servers import running_server


def with_postgis() -> Path | None:
    """Return the programs of a PostgreSQL of the system that has PostGIS; .ci/run installs one."""
    for control in Path("/usr/share/postgresql").glob("*/extension/postgis.control"):
        programs = Path("/usr/lib/postgresql") / control.parts[-3] / "bin"
        if (programs / "postgres").exists():
            return programs
    return None


PROGRAMS = with_postgis()
MISSING = [name for name in ("gdal", "geos_c") if not ctypes.util.find_library(name)]


@pytest.mark.skipif(PROGRAMS is None, reason="no PostgreSQL with PostGIS is installed")
@pytest.mark.skipif(bool(MISSING), reason=f"libraries are missing: {MISSING}")
def test_a_geometry_is_each_tenants_own() -> None:
    assert PROGRAMS is not None
    with running_server(PROGRAMS) as server:
        done = subprocess.run(
            [sys.executable, "-W", "error", "-m", "tests.tenancy.postgis_project.run"],
            cwd=CHECKOUT,
            env={
                "PATH": os.environ["PATH"],
                "LIBRARY": "tenancy",
                "DATABASE": json.dumps(server),
            },
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    tables = ["django_migrations", "places_place"]
    assert json.loads(done.stdout) == [
        {"tables": tables, "kind": "PointField", "near": ["bogota"], "all": [["bogota", -74.07]]},
        {"tables": tables, "kind": "PointField", "near": [], "all": [["quito", -78.47]]},
    ]
