from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile

from tenancy.context import tenant_context
from tenancy.storage import TenantS3Storage
from tests.tenancy.s3 import ACME, GLOBEX, NAME, fetch, read, saved


def test_a_link_opens_the_file(s3_storage: TenantS3Storage) -> None:
    saved(s3_storage, ACME, b"evidence")
    with tenant_context(ACME):
        status, body, headers = fetch(s3_storage.url(NAME))
    assert (status, body) == (200, b"evidence")
    assert headers["Content-Type"] == "image/jpeg"
    assert headers["Content-Disposition"] == "inline"


def test_the_original_name_comes_back_in_the_header(s3_storage: TenantS3Storage) -> None:
    saved(s3_storage, ACME, b"evidence")
    hostile = 'evidencia ñ "1"\r\nX-Evil: 1.jpg'
    with tenant_context(ACME):
        status, _, headers = fetch(s3_storage.url(NAME, hostile))
    assert status == 200
    assert headers["Content-Disposition"] == f"inline; filename*=UTF-8''{quote(hostile, safe='')}"
    assert "X-Evil" not in headers


@pytest.mark.parametrize("name", ["files/a.docx", "files/a.txt", "files/a.html", "files/a"])
def test_what_browsers_must_not_show_is_sent_as_an_attachment(
    s3_storage: TenantS3Storage, name: str
) -> None:
    saved(s3_storage, ACME, b"<script>", name)
    with tenant_context(ACME):
        _, _, headers = fetch(s3_storage.url(name, "a.html"))
    assert headers["Content-Disposition"].startswith("attachment; filename*=")
    assert headers["Content-Type"] != "text/html"


def test_the_claimed_type_of_an_upload_has_no_say(s3_storage: TenantS3Storage) -> None:
    with TemporaryUploadedFile("a.html", "text/html", 4, None) as upload:
        upload.write(b"JPEG")
        with tenant_context(ACME):
            s3_storage.save(NAME, upload)
            _, body, headers = fetch(s3_storage.url(NAME))
    assert (body, headers["Content-Type"]) == (b"JPEG", "image/jpeg")


def test_a_link_without_its_signature_is_refused(s3_storage: TenantS3Storage) -> None:
    saved(s3_storage, ACME, b"evidence")
    with tenant_context(ACME):
        url = s3_storage.url(NAME)
    assert fetch(url.partition("?")[0])[0] == 403
    assert fetch(url.partition("&X-Amz-Signature")[0])[0] in {400, 403}


@pytest.mark.parametrize(
    "bend",
    [
        lambda url: url.replace("t_acme", "t_globex"),
        lambda url: url.replace("ab12", "ab13"),
        lambda url: url.replace("X-Amz-Expires=600", "X-Amz-Expires=6000"),
        lambda url: url.replace("inline", "attachment"),
        lambda url: url[:-1] + ("0" if url[-1] != "0" else "1"),
        lambda url: url + "&versionId=1",
    ],
    ids=["tenant", "name", "expiry", "disposition", "signature", "parameter"],
)
def test_a_link_changed_in_any_part_is_refused(
    s3_storage: TenantS3Storage, bend: Callable[[str], str]
) -> None:
    for tenant in (ACME, GLOBEX):
        for name in (NAME, "files/2026/11/ab13.jpg"):
            saved(s3_storage, tenant, b"evidence", name)
    with tenant_context(ACME):
        url = s3_storage.url(NAME)
    assert bend(url) != url
    assert fetch(bend(url))[0] == 403


def test_a_link_with_a_bent_path_is_refused(s3_storage: TenantS3Storage) -> None:
    for tenant in (ACME, GLOBEX):
        saved(s3_storage, tenant, b"evidence")
    with tenant_context(ACME):
        url = s3_storage.url(NAME)
    assert fetch(url.replace("/t_acme/", "/t_acme/../t_globex/"))[0] in {400, 403}
    assert fetch(url.replace("/t_acme/", "/t_acme/%2e%2e/t_globex/"))[0] in {400, 403}


def test_a_link_to_read_does_not_write_or_delete(s3_storage: TenantS3Storage) -> None:
    saved(s3_storage, ACME, b"evidence")
    with tenant_context(ACME):
        url = s3_storage.url(NAME)
        assert fetch(url, "DELETE")[0] == 403
        assert fetch(url, "PUT")[0] == 403
        assert read(s3_storage, NAME) == b"evidence"


def test_a_link_expires(s3_storage: TenantS3Storage) -> None:
    saved(s3_storage, ACME, b"evidence")
    begin = s3_storage.clock()
    s3_storage.clock = lambda: begin - 599
    with tenant_context(ACME):
        url = s3_storage.url(NAME)
    assert fetch(url)[0] == 403


def test_a_link_stays_the_same_for_half_its_life(s3_storage: TenantS3Storage) -> None:
    def made(now: float) -> str:
        s3_storage.clock = lambda: now
        with tenant_context(ACME):
            return str(s3_storage.url(NAME, "foto.jpg"))

    assert made(1_800_000_000) == made(1_800_000_299.9)
    assert made(1_800_000_000) != made(1_800_000_300)
    query = parse_qs(urlsplit(made(1_800_000_299)).query)
    assert (query["X-Amz-Date"], query["X-Amz-Expires"]) == (["20270115T080000Z"], ["600"])


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1"])
def test_amazons_links_lead_to_the_host_that_pages_admit(settings: Any, region: str) -> None:
    settings.S3_ENDPOINT_URL, settings.S3_BUCKET, settings.S3_REGION = "", "media", region
    settings.S3_ACCESS_KEY, settings.S3_SECRET_KEY = "newsbook", "secret"
    with tenant_context(ACME):
        url = TenantS3Storage().url(NAME)
    assert url.startswith(f"https://media.s3.{region}.amazonaws.com/t_acme/{NAME}?")
