"""Prove books of one workspace, or of all, and say where one does not hold."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenancy.context import tenant_context
from tenancy.inspection.verifying import Problem
from tenancy.management.long_work import Steps
from tenancy.management.tenants import chosen
from tenant_site.books.models import Book
from tenant_site.proofs.models import Origin
from tenant_site.proofs.reading_again import Reading, problems_beside


class Command(BaseCommand):
    """Reads only; a book that does not hold keeps no other from being proved."""

    help = (
        "Recompute every seal, hold the books against their heads and anchors, and read each file "
        "again. Ends with status 1 when something does not hold. "
        "Example: manage.py verify_book main-gate --schema acme"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Let books and a workspace be chosen."""
        parser.add_argument("books", nargs="*", help="codes of books of --schema; none is all")
        parser.add_argument("--schema", help="only the workspace of this schema name or address")
        parser.add_argument("--no-files", action="store_true", help="leave the files alone")

    def handle(self, *args: Any, books: list[str], schema: str | None, **options: Any) -> None:
        """Prove the books and print a line for each, and one for each finding.

        Raises:
            CommandError: there is no such workspace or book, or something does not hold.
        """
        if books and not schema:
            raise CommandError("Say of which workspace the books are, with --schema.")
        broken = 0
        with Steps(quiet=not options["verbosity"]) as self.steps:
            for tenant in chosen([schema] if schema else []):
                with tenant_context(tenant):
                    broken += self._broken(tenant.schema_name, books, options["no_files"])
        if broken:
            raise CommandError(f"Do not hold: {broken}. Each finding stands above.")

    def _broken(self, schema: str, codes: Sequence[str], no_files: bool) -> int:  # noqa: FBT001  # an option of the command
        """Prove books of the workspace in force; return how many do not hold, and what beside."""
        broken = 0
        for origin in Origin.objects.order_by("noted_at"):
            self._say(f"{schema}: a copy of the workspace {origin} ({origin.noted_at:%Y-%m-%d})")
        for book in _books(codes):
            place = "/".join((schema, book.code))
            found = self._told(place, schema, self._of_book(book, place, no_files))
            self._say(f"{place}: {f'{found} findings' if found else 'holds'}")
            broken += bool(found)
        return broken + (0 if codes else self._told(schema, schema, problems_beside()))

    def _of_book(self, book: Book, place: str, no_files: bool) -> Iterable[Problem]:  # noqa: FBT001  # an option of the command
        def tell(reading: Reading) -> None:
            self.steps(place, reading.done_count, reading.wanted_count)

        reading = Reading([book], tell=tell)
        yield from reading.entries()
        yield from reading.anchors()
        if not no_files:
            yield from reading.files()

    def _told(self, place: str, schema: str, problems: Iterable[Problem]) -> int:
        found = 0
        for found, one in enumerate(problems, 1):  # noqa: B007  # how many it were
            self.steps.say(self.stderr, f"{schema}/{one.place} {one.code}: {one.message}")
        return found

    def _say(self, text: str) -> None:
        self.steps.say(self.stdout, text)


def _books(codes: Sequence[str]) -> list[Book]:
    books = Book.objects.order_by("code")
    chosen = list(books.filter(code__in=codes) if codes else books)
    if missing := sorted(set(codes) - {book.code for book in chosen}):
        raise CommandError(f"No book there has the code {missing[0]}.")
    return chosen
