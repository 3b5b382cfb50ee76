"""The workspaces with the test's database, and migrations that a test wrote."""

import os
import sys

from project.settings_tenants import *  # noqa: F403  # a delta
from project.settings_tenants import DATABASES

sys.path.insert(0, os.environ["WRITTEN_FOLDER"])
MIGRATION_MODULES = {"files": os.environ["WRITTEN_PACKAGE"]}
DATABASES["default"]["NAME"] = os.environ["WRITTEN_DATABASE"]
