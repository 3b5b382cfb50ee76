"""`tenants export`: one tenant as one file."""

import getpass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from tenancy.archive import export_tenant
from tenancy.management.long_work import Steps, facts
from tenancy.naming_tenants import find_tenant

HELP = "write a tenant into one file"
DESCRIPTION = (
    "Write one tenant into one new file: its schema, its files, its row and domains, the people "
    "it names, and a manifest with hashes of everything. The tenant goes on working meanwhile; "
    "schema and rows are of one moment. The file is a zip that any program opens, or with "
    "--encrypt AES-256-GCM under your passphrase. It holds personal data and the hashes of "
    "passwords: encrypt what leaves the house. Example: "
    "manage.py tenants export acme --to /backups/acme.zip --encrypt"
)


def add_arguments(parser: CommandParser) -> None:
    """Take the tenant, the file and whether to encrypt."""
    parser.add_argument("name", help="The tenant: schema name, slug or domain.")
    parser.add_argument("--to", metavar="FILE", help="The new file (SCHEMA-TIME.zip right here).")
    parser.add_argument(
        "--encrypt",
        action="store_true",
        help="Encrypt, with the passphrase of the setting TENANT_EXPORT_PASSPHRASE or typed. "
        "Nobody opens the file without it.",
    )


def run(command: BaseCommand, options: dict[str, Any]) -> None:
    """Export it and say what went in."""
    tenant = find_tenant(options["name"])
    stem = f"{tenant.schema_name}-{timezone.now():%Y%m%dT%H%M%SZ}"
    ending = ".zip.sealed" if options["encrypt"] else ".zip"
    path = Path(options["to"] or stem + ending)
    passphrase = passphrase_for_writing() if options["encrypt"] else None
    with Steps(quiet=not options["verbosity"]) as steps:
        manifest = export_tenant(tenant, path, passphrase=passphrase, progress=steps)
    said = {
        "schema": manifest.schema_name,
        "file": path,
        "bytes": path.stat().st_size,
        "tables": len(manifest.rows),
        "rows": sum(manifest.rows.values()),
        "files": len(manifest.files),
        "encrypted": options["encrypt"],
    }
    facts(command.stdout, said)


def passphrase_for_writing() -> str:
    """Return the passphrase of the settings, or one that was typed twice.

    Raises:
        CommandError: nobody types, or not twice the same.
    """
    known = getattr(settings, "TENANT_EXPORT_PASSPHRASE", None)
    if known:
        return str(known)
    first = ask_passphrase("New passphrase: ")
    if not first or ask_passphrase("Again: ") != first:
        raise CommandError("The passphrases differ, or are empty. Nothing was written.")
    return first


def ask_passphrase(question: str) -> str:
    """Return what the person types unseen.

    Raises:
        CommandError: nobody is there to type.
    """
    try:
        return getpass.getpass(question)
    except EOFError as problem:
        raise CommandError("Nobody types: set TENANT_EXPORT_PASSPHRASE instead.") from problem
