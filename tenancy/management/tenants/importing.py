"""`tenants import`: a tenant out of a file."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from tenancy.archive import import_tenant
from tenancy.archive.opening import is_encrypted
from tenancy.fleet.head import is_behind
from tenancy.management.long_work import Steps, facts
from tenancy.management.tenants import field_and_value
from tenancy.management.tenants.export import ask_passphrase

HELP = "make a tenant of such a file, here or on another server"
DESCRIPTION = (
    "Make a tenant of an exported file. All of the file is proved first; then row, schema, "
    "domains, people and files are made together, or nothing is. The schema keeps its name and "
    "the tenant its id where they are free; a copy beside the original gets new ones, and what "
    "the project has sealed with the id will then not verify. People who are absent here are "
    "made, without any rights over the service; those who exist stay as they are. The SQL of the "
    "file runs with all rights of the database role: import only files whose origin you know. "
    "Hashes find damage; only an encrypted file proves who wrote it. A schema that lacks "
    "migrations comes as it is and answers 503 until `manage.py migrate_schemas` has brought it "
    "up. Example: manage.py tenants import acme.zip --domain copy.example --set slug=copy"
)


def add_arguments(parser: CommandParser) -> None:
    """Take the file and what is to differ."""
    parser.add_argument("file", help="What `tenants export` wrote.")
    parser.add_argument("--schema-name", help="The new schema (the old name, or an opaque one).")
    parser.add_argument(
        "--domain",
        action="append",
        default=[],
        dest="domains",
        help="In place of the archive's domains; the first is primary. May be repeated.",
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        dest="fields",
        metavar="FIELD=VALUE",
        help="Give a field of the tenant another value, for example slug=copy. May be repeated.",
    )
    parser.add_argument(
        "--may-be-ahead",
        action="store_true",
        help="Take a schema with migrations that this code does not know: squashed ones.",
    )


def run(command: BaseCommand, options: dict[str, Any]) -> None:
    """Import it and say what came of it."""
    path = Path(options["file"])
    passphrase = _passphrase(path)
    with Steps(quiet=not options["verbosity"]) as steps:
        found = import_tenant(
            path,
            schema_name=options["schema_name"],
            domains=options["domains"],
            fields=dict(map(field_and_value, options["fields"])),
            may_be_ahead=options["may_be_ahead"],
            passphrase=passphrase,
            progress=steps,
        )
    name = found.tenant.schema_name
    said = {
        "schema": name,
        "id": found.tenant.pk,
        "rows": found.rows,
        "files": found.files,
        "people": found.made,
        "changed": {key: {"was": was, "is": now} for key, (was, now) in found.changed.items()},
        "like_the_exported": found.is_like_the_exported,
        "behind": is_behind(name),
    }
    facts(command.stdout, said)


def _passphrase(path: Path) -> str | None:
    if not is_encrypted(path):
        return None
    return getattr(settings, "TENANT_EXPORT_PASSPHRASE", None) or ask_passphrase("Passphrase: ")
