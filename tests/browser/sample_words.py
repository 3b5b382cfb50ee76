"""What stands in the sample workspaces, read from sample.toml; needs no Django."""

import tomllib
from pathlib import Path
from typing import Any

SAMPLES: dict[str, dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("sample.toml").read_text(encoding="utf-8")
)
BADGE, PASSWORD = "1042", "the words of a sample"
OWNER = "owner@{slug}.example"
