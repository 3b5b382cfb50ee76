from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile

from stack.object_store import ObjectStore
from tenancy.context import SchemaOnly, tenant_context
from tenancy.s3_storage import BucketUnavailable
from tenancy.storage import TenantRequired, TenantS3Storage
from tests.tenancy.s3 import ACME, GLOBEX, NAME, all_keys, fetch, read, saved


@pytest.fixture
def inside_acme_keys(s3_storage: TenantS3Storage) -> Iterator[None]:
    with tenant_context(ACME):
        yield


def test_a_file_goes_below_the_tenants_prefix_and_comes_back(s3_storage: TenantS3Storage) -> None:
    assert saved(s3_storage, ACME, b"evidence") == NAME
    assert all_keys(s3_storage) == [f"t_acme/{NAME}"]
    with tenant_context(ACME):
        assert read(s3_storage, NAME) == b"evidence"
        assert s3_storage.size(NAME) == 8
        assert s3_storage.exists(NAME)
        assert s3_storage.get_modified_time(NAME).tzinfo


def test_an_opened_file_is_called_what_its_tenant_calls_it(s3_storage: TenantS3Storage) -> None:
    saved(s3_storage, SchemaOnly("t_k3x9f2"), b"evidence")
    with tenant_context(SchemaOnly("t_k3x9f2")), s3_storage.open(NAME) as file:
        assert file.name == NAME


def test_two_tenants_keep_files_of_the_same_name(s3_storage: TenantS3Storage) -> None:
    saved(s3_storage, ACME, b"ours")
    saved(s3_storage, GLOBEX, b"theirs")
    with tenant_context(ACME):
        assert read(s3_storage, NAME) == b"ours"
        s3_storage.delete(NAME)
        assert not s3_storage.exists(NAME)
    with tenant_context(GLOBEX):
        assert read(s3_storage, NAME) == b"theirs"


def test_the_other_tenants_file_is_neither_listed_nor_opened(s3_storage: TenantS3Storage) -> None:
    ours, theirs = SchemaOnly("t_ours"), SchemaOnly("t_theirs")
    saved(s3_storage, theirs, b"theirs", "files/theirs.jpg")
    saved(s3_storage, ours, b"ours", "files/ours.jpg")
    with tenant_context(ours):
        assert s3_storage.listdir("") == (["files"], [])
        assert s3_storage.listdir("files") == ([], ["ours.jpg"])
        assert not s3_storage.exists("files/theirs.jpg")
        with pytest.raises(FileNotFoundError):
            s3_storage.open("files/theirs.jpg")
        with pytest.raises(FileNotFoundError):
            s3_storage.size("files/theirs.jpg")
        s3_storage.delete("files/theirs.jpg")
    assert "t_theirs/files/theirs.jpg" in all_keys(s3_storage)


def test_a_tenant_whose_name_begins_like_another_sees_nothing_of_it(
    s3_storage: TenantS3Storage,
) -> None:
    saved(s3_storage, SchemaOnly("t_first2"), b"theirs", "files/theirs.jpg")
    with tenant_context(SchemaOnly("t_first")):
        assert s3_storage.listdir("") == ([], [])


@pytest.mark.parametrize(
    "act", ["save", "open", "exists", "delete", "size", "url", "listdir", "get_modified_time"]
)
def test_without_a_tenant_nothing_works(s3_storage: TenantS3Storage, act: str) -> None:
    arguments = (NAME, ContentFile(b"")) if act == "save" else (NAME,)
    with pytest.raises(TenantRequired, match="Enter one"):
        getattr(s3_storage, act)(*arguments)


@pytest.mark.parametrize("name", ["../t_globex/a.jpg", "a/../../t_globex/a.jpg", "/a", "a\\b", "A"])
@pytest.mark.parametrize(
    "act", ["save", "open", "exists", "delete", "size", "url", "listdir", "get_modified_time"]
)
def test_a_name_that_leads_elsewhere_is_refused(
    s3_storage: TenantS3Storage, inside_acme_keys: None, act: str, name: str
) -> None:
    arguments = (name, ContentFile(b"")) if act == "save" else (name,)
    with pytest.raises(SuspiciousFileOperation):
        getattr(s3_storage, act)(*arguments)


def test_a_file_is_never_overwritten(s3_storage: TenantS3Storage) -> None:
    assert saved(s3_storage, ACME, b"first") == NAME
    second = saved(s3_storage, ACME, b"second")
    assert second != NAME
    with tenant_context(ACME):
        assert read(s3_storage, NAME) == b"first"
        assert read(s3_storage, second) == b"second"


def test_of_two_who_save_one_name_at_once_each_keeps_its_own_file(
    s3_storage: TenantS3Storage, inside_acme_keys: None
) -> None:
    saved(s3_storage, ACME, b"first")
    second = s3_storage._save(NAME, ContentFile(b"second"))  # what both do after both saw it free
    assert second != NAME
    assert read(s3_storage, NAME) == b"first"
    assert read(s3_storage, second) == b"second"


def test_objects_are_private_and_may_be_cached_by_their_reader_alone(
    s3_storage: TenantS3Storage,
) -> None:
    saved(s3_storage, ACME, b"evidence")
    with tenant_context(ACME):
        _, _, headers = fetch(s3_storage.url(NAME))
    assert headers["Cache-Control"] == "private, max-age=31536000, immutable"


def test_keys_of_somebody_else_open_nothing(
    s3_storage: TenantS3Storage, object_store: ObjectStore
) -> None:
    saved(s3_storage, ACME, b"evidence")
    thief = boto3.client(
        "s3",
        endpoint_url=object_store.endpoint_url,
        aws_access_key_id=object_store.access_key,
        aws_secret_access_key="guessed",
        region_name="us-east-1",
    )
    with pytest.raises(thief.exceptions.ClientError, match="SignatureDoesNotMatch"):
        thief.get_object(Bucket=object_store.bucket, Key=f"t_acme/{NAME}")
    with pytest.raises(thief.exceptions.ClientError, match="SignatureDoesNotMatch"):
        thief.list_objects(Bucket=object_store.bucket)


def test_a_server_that_refuses_is_told_apart_from_a_file_that_exists(
    s3_storage: TenantS3Storage, settings: Any
) -> None:
    settings.S3_SECRET_KEY = "of yesterday"
    refused = TenantS3Storage()
    with tenant_context(ACME):
        with pytest.raises(BucketUnavailable, match="could not be stored"):
            refused._save(NAME, ContentFile(b"evidence"))
        with pytest.raises(BucketUnavailable, match="could not be removed"):
            refused.delete(NAME)


def test_no_variable_of_amazons_tools_has_a_say(
    s3_storage: TenantS3Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "theirs")
    monkeypatch.setenv("AWS_S3_SECRET_ACCESS_KEY", "theirs")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "theirs")
    again = TenantS3Storage()
    assert (again.access_key, again.security_token) == (s3_storage.access_key, None)
