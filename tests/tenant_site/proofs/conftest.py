"""Books with entries, and a browser's download of them."""

import io
import zipfile
from collections.abc import Callable

import pytest
from django.test import Client as Browser

from tests.tenant_site.books.conftest import entries as entries
from tests.tenant_site.books.conftest import with_files as with_files


@pytest.fixture
def download(office: Browser) -> Callable[[str], zipfile.ZipFile]:
    """Return what the owner is sent from an address, opened."""

    def _download(address: str = "/workspace/export/") -> zipfile.ZipFile:
        answer = office.get(address)
        assert answer.status_code == 200
        return zipfile.ZipFile(io.BytesIO(b"".join(answer)))

    return _download
