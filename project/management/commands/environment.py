"""Print the page of all environment variables."""

from typing import Any

from django.core.management.base import BaseCommand

from project.variables import VARIABLES, Variable


def table() -> str:
    """Return every environment variable as a Markdown table."""
    head = "| variable | type | meaning | default | example |\n| --- | --- | --- | --- | --- |\n"
    return head + "".join(_row(variable) for variable in VARIABLES)


def _row(variable: Variable) -> str:
    name = f"`{variable.name}`"
    if variable.secret:
        name += f"<br>`{variable.name}_FILE`"
    default = f"`{variable.default}`" if variable.default else "–"
    return f"| {name} | {variable.kind} | {variable.meaning} | {default} | `{variable.example}` |\n"


class Command(BaseCommand):
    """Prints what stands in the README between its two marks."""

    help = "Print the table of all environment variables, as the README shows it."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the table."""
        self.stdout.write(table(), ending="")
