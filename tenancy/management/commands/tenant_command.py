"""django-tenants' command, which here leaves no tenant in force when it ends."""

from typing import Any

from django_tenants.management.commands import tenant_command

from tenancy.context import public_context


class Command(tenant_command.Command):
    """Runs any command inside tenants, and is outside them again afterwards."""

    def run_from_argv(self, argv: list[str]) -> None:
        """Run from a shell."""
        with public_context():
            super().run_from_argv(argv)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run from code."""
        with public_context():
            super().handle(*args, **options)
