"""Files in an S3 bucket: private objects, one key prefix for each tenant, presigned links."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import ReadOnlyCredentials
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files import File
from django.utils.deconstruct import deconstructible
from storages.backends.s3 import S3Storage

from tenancy.media_links import confined, encoded_filename, expiry, window_start
from tenancy.media_types import content_type, is_inline
from tenancy.tenant_files import ServerMadeNames, current_folder

PRECONDITION_FAILED = 412
MOST_NAMES = 20


class BucketUnavailable(OSError):
    """The bucket did not do what it was asked; the cause says why."""


class RoundedQueryAuth(S3SigV4QueryAuth):
    """Signs as of a given moment, so that one link is made for all who ask within a window."""

    def __init__(self, credentials: Any, region: str, *, signed_at: int, expires: int) -> None:
        super().__init__(credentials, "s3", region, expires)
        self._timestamp = datetime.fromtimestamp(signed_at, UTC).strftime("%Y%m%dT%H%M%SZ")

    def _modify_request_before_signing(self, request: AWSRequest) -> None:
        request.context["timestamp"] = self._timestamp
        super()._modify_request_before_signing(request)


@deconstructible(path="tenancy.storage.TenantS3Storage")
class TenantS3Storage(ServerMadeNames, S3Storage):
    """Keeps the files of the tenant in force below the key prefix <schema_name>/."""

    clock: Callable[[], float] = staticmethod(time.time)
    file_overwrite = False
    location = "tenant"  # never empty, never used: _normalize_name() puts the tenant's prefix

    def get_default_settings(self) -> dict[str, Any]:
        """Take everything from our own settings; no AWS_ variable has a say."""
        endpoint = getattr(settings, "S3_ENDPOINT_URL", "") or None
        defaults: dict[str, Any] = super().get_default_settings()
        return defaults | {
            "access_key": settings.S3_ACCESS_KEY,
            "secret_key": settings.S3_SECRET_KEY,
            "security_token": None,
            "session_profile": None,
            "bucket_name": settings.S3_BUCKET,
            "region_name": getattr(settings, "S3_REGION", "") or "us-east-1",
            "endpoint_url": endpoint,
            "custom_domain": None,
            "default_acl": None,
            "gzip": False,
            "client_config": Config(
                signature_version="s3v4",
                s3={
                    "addressing_style": "path" if endpoint else "virtual",
                    "us_east_1_regional_endpoint": "regional",
                },
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                connect_timeout=5,
                read_timeout=60,
                retries={"mode": "standard", "max_attempts": 3},
            ),
        }

    def url(self, name: str | None, filename: str | None = None) -> str:
        """Return a presigned link, valid for MEDIA_URL_SECONDS at most.

        With `filename` the file is sent under that name.
        """
        key = self._normalize_name(confined(name or ""))
        plain = self.unsigned_connection.meta.client.generate_presigned_url(
            "get_object",
            Params={
                "Bucket": self.bucket_name,
                "Key": key,
                "ResponseContentDisposition": _disposition(key, filename),
            },
        )
        return self._signed(plain)

    def _signed(self, plain: str) -> str:
        now = self.clock()
        signed_at = window_start(now, settings.MEDIA_URL_SECONDS)
        request = AWSRequest("GET", plain)
        RoundedQueryAuth(
            ReadOnlyCredentials(self.access_key, self.secret_key, None),
            self.region_name,
            signed_at=signed_at,
            expires=expiry(now, settings.MEDIA_URL_SECONDS) - signed_at,
        ).add_auth(request)
        return str(request.url)

    def exists(self, name: str) -> bool:
        """Say whether the tenant has a file of that name."""
        return bool(super().exists(confined(name)))

    def size(self, name: str) -> int:
        """Return the size in bytes."""
        return int(super().size(confined(name)))

    def delete(self, name: str) -> None:
        """Remove a file; one that is gone is no error.

        Raises:
            BucketUnavailable: the server did not answer, or refused.
        """
        try:
            super().delete(confined(name))
        except (BotoCoreError, ClientError) as problem:
            raise BucketUnavailable(f"{name} could not be removed.") from problem

    def get_modified_time(self, name: str) -> datetime:
        """Return when the file was stored."""
        moment: datetime = super().get_modified_time(confined(name))
        return moment

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """Return the folders and files in a folder of the tenant."""
        folders, files = super().listdir(confined(path) if path else "")
        return folders, files

    def _normalize_name(self, name: str) -> str:
        return f"{current_folder()}/{name}".rstrip("/")

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":
        file: File[bytes] = super()._open(name, mode)
        file.name = name
        return file

    def _save(self, name: str, content: "File[bytes]") -> str:
        for _ in range(MOST_NAMES):
            if self._put(name, content):
                return name
            name = self.get_available_name(name)
        raise BucketUnavailable(f"{name} could not be stored: the server says it exists already.")

    def _put(self, name: str, content: "File[bytes]") -> bool:
        """Store the file unless the name is taken: then say no."""
        content.seek(0)
        try:
            self.connection.meta.client.put_object(
                Bucket=self.bucket_name,
                Key=self._normalize_name(confined(name)),
                Body=content,
                ContentType=content_type(name),
                CacheControl="private, max-age=31536000, immutable",
                IfNoneMatch="*",
            )
        except (BotoCoreError, ClientError) as problem:
            if not _exists_already(problem):
                raise BucketUnavailable(f"{name} could not be stored.") from problem
            return False
        return True


def _exists_already(problem: Exception) -> bool:
    response = getattr(problem, "response", {}).get("ResponseMetadata", {})
    return bool(response.get("HTTPStatusCode") == PRECONDITION_FAILED)


def _disposition(key: str, filename: str | None) -> str:
    kind = "inline" if is_inline(key) else "attachment"
    return f"{kind}; filename*=UTF-8''{encoded_filename(filename)}" if filename else kind
