"""Our workspace after the small export moved in, and what one may ask of it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from public_site.models import Client
from tenant_site.legacy.importing import author_of, import_file
from tenant_site.legacy.models import ImportedEntry
from tenant_site.legacy.reporting import Report
from tests.tenant_site.legacy.sample import SAMPLE, key, write

Import = Callable[..., Report]


def run_import(client: Client, path: Path, **given: Any) -> Report:
    """Import a file into the workspace in force, in the name of its owner."""
    quiet = {"progress": lambda *_: None}
    return import_file(path=path, client=client, author=author_of(""), **(quiet | given))


@pytest.fixture
def imported(inside_acme: Client) -> Iterator[Report]:
    yield run_import(inside_acme, SAMPLE)
    with connection.cursor() as cursor:  # what a commit would check
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.fixture
def import_data(inside_acme: Client, tmp_path: Path) -> Import:
    """Import an export of these parts: `import_data(news=[…], users=[…])`."""

    def _import(**parts: Any) -> Report:
        data = {"timezone": "America/Caracas", "client": {"schema_name": "demo"}, "news": []}
        return run_import(inside_acme, write(tmp_path / "export.json", data | parts))

    return _import


def old_entry(number: int) -> ImportedEntry:
    """Return what became of the sample's entry of that place in the file."""
    return ImportedEntry.objects.select_related("entry__book").get(
        key=f"demo/{key(f'news {number}')}"
    )


def problems_of(one: ImportedEntry) -> set[str]:
    return set(one.problems.values_list("code", flat=True))


def said(one: ImportedEntry) -> dict[str, Any]:
    """The answers of an entry, without what is sealed beside them."""
    values = dict(json.loads(str(one.entry.content.content))["values"])
    values.pop("_old")
    return values
