from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command

from public_site.models import Client
from public_site.signup.opening import open_workspace
from tenancy.context import tenant_context
from tenancy.records import SchemaState
from tenancy.removing_files import remove_files
from tenancy.storage import TenantS3Storage
from tenant_site.books.models import Book
from tenant_site.members.models import Member
from tests.conftest import PASSWORD
from tests.tenant_site.books.writing import photo, write_entry


def run(*words: Any, **options: Any) -> str:
    out = StringIO()
    call_command("tenants", *words, stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def open_client(slug: str) -> Client:
    return open_workspace(
        name=slug.title(),
        slug=slug,
        owner_email=f"owner@{slug}.example",
        owner_name="Olga",
        password=PASSWORD,
        time_zone="America/Bogota",
        language="en",
        first_book_name="Main gate",
    )


def remove_client(client: Client) -> None:
    for _step in remove_files(client):
        pass
    client.delete(force_drop=True)


@pytest.fixture
def shop(committed: None) -> Iterator[Client]:
    """A workspace of its own with entries and photos, really committed."""
    before = set(Client.objects.values_list("pk", flat=True))
    client = open_client("shop")
    with tenant_context(client):
        book, author = Book.objects.get(), Member.objects.get()
        for number in range(3):
            write_entry(book, author, text=f"Round {number}: ñandú \\. \t 'quoted'")
        write_entry(book, author, uploads=[photo(), photo()])
        default_storage.save("notes/a.txt", ContentFile(b"kept by hand"))
    yield client
    for one in Client.objects.exclude(pk__in=before):
        remove_client(one)
    SchemaState.objects.filter(name=client.schema_name).delete()


@pytest.fixture
def archive(shop: Client, tmp_path: Path) -> Path:
    path = tmp_path / "shop.zip"
    run("export", "shop", "--to", str(path))
    return path


def folder(client: Client) -> Path:
    return Path(settings.MEDIA_ROOT) / client.schema_name


@pytest.fixture
def kept_in_a_bucket(s3_storage: TenantS3Storage, settings: Any) -> TenantS3Storage:
    settings.MEDIA_STORAGE = "s3"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "tenancy.storage.TenantS3Storage"},
    }
    return s3_storage
