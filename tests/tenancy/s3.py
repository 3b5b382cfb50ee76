"""What the tests ask of a bucket."""

import urllib.error
import urllib.request
from typing import Any

from django.core.files.base import ContentFile

from tenancy.context import SchemaOnly, tenant_context
from tenancy.storage import TenantS3Storage

ACME, GLOBEX = SchemaOnly("t_acme"), SchemaOnly("t_globex")
NAME = "files/2026/11/ab12.jpg"


def saved(storage: TenantS3Storage, tenant: SchemaOnly, data: bytes, name: str = NAME) -> str:
    with tenant_context(tenant):
        return str(storage.save(name, ContentFile(data)))


def read(storage: TenantS3Storage, name: str) -> bytes:
    with storage.open(name) as file:
        return bytes(file.read())


def fetch(url: str, method: str = "GET") -> tuple[int, bytes, Any]:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, method=method)) as answer:
            return answer.status, answer.read(), answer.headers
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read(), refusal.headers


def all_keys(storage: TenantS3Storage) -> list[str]:
    return sorted(item.key for item in storage.bucket.objects.all())
