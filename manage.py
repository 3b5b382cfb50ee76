"""Run a management command on the workspaces' settings, on the embedded server if there is none."""

import os
import sys
from contextlib import nullcontext


def main() -> None:
    """Hold the embedded PostgreSQL for as long as the command runs, then run it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings_tenants")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from project.env import uses_embedded_postgres, var_folder
    from stack import postgres

    try:
        held = postgres.hold(var_folder()) if uses_embedded_postgres() else nullcontext()
        with held:
            execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, postgres.PostgresUnavailable) as problem:
        sys.exit(f"newsbook: {problem}")


if __name__ == "__main__":
    main()
