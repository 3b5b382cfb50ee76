"""Defect 12: which spellings of a host find their tenant."""

from django.test import Client as Browser

from tests.tenancy.defects.plain_project.scenarios import open_client


def spellings_of_a_host() -> dict[str, int]:
    """Return what each spelling of one host is answered."""
    open_client("acme", "acme.example")
    spellings = ("acme.example", "ACME.example", "acme.example.", "acme.example:8000")
    return {host: Browser(headers={"host": host}).get("/").status_code for host in spellings}
