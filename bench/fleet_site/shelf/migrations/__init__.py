"""Migrations; BENCH_DEPLOY names a folder of later ones, as a deploy would bring them."""

import os
from pathlib import Path

if os.environ.get("BENCH_DEPLOY"):
    __path__.append(str(Path(__file__).parent.parent.parent / os.environ["BENCH_DEPLOY"]))
