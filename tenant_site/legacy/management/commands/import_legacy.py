"""Move a workspace in from the old system's export."""

from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from tenancy.context import tenant_context
from tenancy.management.asking import TenantOption
from tenancy.management.long_work import Steps, line, table
from tenant_site.legacy.importing import (
    NobodyImports,
    NotAccountedFor,
    author_of,
    import_file,
)
from tenant_site.legacy.models import LegacyImport
from tenant_site.legacy.problems import sentence
from tenant_site.legacy.reading import NotAnExport
from tenant_site.legacy.reporting import Report, csv_lines

COLUMNS = ("list", "read", "moved in", "kept verbatim", "here already", "repeated", "accounted")


class Command(TenantOption, BaseCommand):
    """Reads the file as a stream; may be killed and run again."""

    help = (
        "Move a workspace in from the old system's export. Every record is there afterwards, "
        "sealed, moved or kept verbatim, or named with its reason in the report. Killed half-way "
        "and run again it goes on; run again after its end it changes nothing. "
        "Example: manage.py import_legacy --schema acme legacy-newsbook.json --dry-run"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file, and how to go about it."""
        super().add_arguments(parser)
        parser.add_argument("file", type=Path, help="The export: JSON, of any size.")
        parser.add_argument(
            "--dry-run", action="store_true", help="Do all of it and undo it: the same figures."
        )
        parser.add_argument(
            "--by", default="", help="Badge or e-mail of the owner who imports; else the first."
        )
        parser.add_argument("--report", type=Path, help="Write each record and problem as CSV.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, and print what became of every record.

        Raises:
            CommandError: the file is no export, nobody may import, or the report has a gap.
        """
        tenant = self.get_tenant_from_options_or_interactive(**options)
        with (
            tenant_context(tenant),
            Steps(quiet=not options["verbosity"], stream=self.stderr._out) as steps,
        ):
            try:
                report = import_file(
                    path=options["file"],
                    client=tenant,
                    author=author_of(options["by"]),
                    progress=steps,
                    is_trial=options["dry_run"],
                    listing=lambda done: self._list(done, options["report"]),
                )
            except (NotAnExport, OSError) as refusal:
                raise CommandError(str(refusal)) from refusal
            except NobodyImports as refusal:
                raise CommandError(
                    "No active owner is called so. Name one with --by: badge or e-mail."
                ) from refusal
            except NotAccountedFor as refusal:
                raise CommandError(f"Not accounted for: {refusal}") from refusal
        with translation.override(None):
            self._print(report, is_trial=options["dry_run"])

    def _list(self, done: LegacyImport, path: Path | None) -> None:
        opened = path.open("w", newline="", encoding="utf-8-sig") if path else nullcontext()
        with opened as file:
            if file is not None:
                file.writelines(csv_lines(done))

    def _print(self, report: Report, *, is_trial: bool) -> None:
        out: Any = self.stdout._out
        if not out.isatty():
            line(self.stdout, {"dry_run": is_trial, **report.as_data()})
            return
        table(out, COLUMNS, [one.cells for one in report.sections])
        files = {f"files {fate}": count for fate, count in report.files.items()}
        counted = {"corrections": report.corrections, **files}
        table(out, ("besides", "count"), list(counted.items()))
        told = [(code, count, sentence(code)) for code, count in report.problems.items()]
        table(out, ("to look at", "records", "what it is"), told)
        table(out, ("kept in the original alone", "times"), list(report.left.items()))
        out.write("A dry run: nothing was written.\n" if is_trial else "All is accounted for.\n")
