"""Real processes, killed by SIGKILL while they remove a tenant, and run again."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone
from django_tenants.utils import schema_exists

from project.env import CHECKOUT
from public_site.models import Client
from tenancy.context import tenant_context
from tenancy.deletion import delete_softly
from tenancy.records import SchemaState


def command(*arguments: str) -> "subprocess.Popen[str]":
    database: dict[str, Any] = connection.settings_dict
    url = f"postgres://{database['USER']}@/{database['HOST']}/{database['NAME']}"  # a socket
    return subprocess.Popen(
        [sys.executable, "-u", "manage.py", *arguments],
        cwd=CHECKOUT,
        env=os.environ | {"DATABASE_URL": url},
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def leaving(committed: None) -> Iterator[Client]:
    client = Client(name="Leaving", slug="leaving")
    client.save(verbosity=0)
    with tenant_context(client):
        default_storage.save("a/photo.jpg", ContentFile(b"photo"))
    delete_softly(client)
    past = timezone.now() - timedelta(days=1)
    SchemaState.objects.filter(name=client.schema_name).update(remove_after=past)
    yield client
    SchemaState.objects.filter(name=client.schema_name).delete()


def test_a_killed_removal_is_finished_by_the_next_run(leaving: Client, settings: Any) -> None:
    with command("remove_deleted_tenants", "--no-export") as first:
        assert first.stdout is not None
        for line in first.stdout:
            if "dropped" in line:
                first.send_signal(signal.SIGKILL)
                break
    assert first.returncode == -signal.SIGKILL
    assert schema_exists(leaving.schema_name)
    with command("remove_deleted_tenants", "--no-export") as second:
        printed, _ = second.communicate()
    assert second.returncode == 0
    assert "exported" not in printed
    assert not schema_exists(leaving.schema_name)
    assert not Client.objects.filter(pk=leaving.pk).exists()
    assert not (Path(settings.MEDIA_ROOT) / leaving.schema_name).exists()
