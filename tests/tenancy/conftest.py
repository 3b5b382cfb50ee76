from collections.abc import Iterator
from typing import Any

import pytest
from django.test import override_settings

from stack.object_store import ObjectStore, running_object_store
from tenancy.storage import TenantS3Storage
from tests.redis_server import running_redis


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_redis(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture(scope="session")
def object_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ObjectStore]:
    with running_object_store(tmp_path_factory.mktemp("object-store")) as store:
        yield store


@pytest.fixture(scope="session")
def connected_storage(object_store: ObjectStore) -> TenantS3Storage:
    with override_settings(**object_store.environment(), S3_REGION="us-east-1"):
        return TenantS3Storage()


@pytest.fixture
def s3_storage(
    connected_storage: TenantS3Storage, object_store: ObjectStore, settings: Any
) -> Iterator[TenantS3Storage]:
    for name, value in object_store.environment().items():
        setattr(settings, name, value)
    settings.S3_REGION, settings.MEDIA_URL_SECONDS = "us-east-1", 600
    yield connected_storage
    connected_storage.bucket.objects.all().delete()
    vars(connected_storage).pop("clock", None)
