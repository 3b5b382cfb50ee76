import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.test import Client as Browser

from public_site.models import Client
from public_site.pages import health
from tenancy.records import SchemaState
from tests.reading import read_page


@pytest.fixture(autouse=True)
def _ask_again() -> Iterator[None]:
    health.MEMORY.forget()
    yield
    health.MEMORY.forget()


@contextmanager
def workspaces_that_answer(website: Browser, settings: Any, status: int) -> Iterator[list[str]]:
    """Stand for the site of the workspaces behind nginx."""
    heard: list[str] = []

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # http.server calls it so
            heard.append(f"{self.headers['Host']}{self.path}")
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    settings.PUBLIC_PORT_SUFFIX = f":{server.server_port}"
    website.defaults["HTTP_HOST"] = f"localhost:{server.server_port}"
    try:
        yield heard
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_all_is_well_when_every_part_answers(website: Browser, settings: Any) -> None:
    with workspaces_that_answer(website, settings, 200) as heard:
        response = website.get("/status.json")
    assert response.status_code == 200
    assert json.loads(response.content)["parts"] == dict.fromkeys(health.PARTS, "up")
    assert heard == [f"status.localhost{settings.PUBLIC_PORT_SUFFIX}/readyz"]


def test_a_part_that_does_not_work_is_named_and_the_answer_is_503(
    website: Browser, settings: Any
) -> None:
    with workspaces_that_answer(website, settings, 503):
        page, data = website.get("/en/status/"), website.get("/status.json")
    assert page.status_code == data.status_code == 503
    parts = json.loads(data.content)["parts"]
    assert [name for name, state in parts.items() if state == "down"] == ["workspaces"]
    rows = [one.text for one in read_page(page.content).all("li") if "work" in one.text]
    assert sum("does not work" in row for row in rows) == 1


def test_parts_are_asked_once_in_a_while_whoever_wants_to_know(
    website: Browser, settings: Any, django_assert_num_queries: Any
) -> None:
    with workspaces_that_answer(website, settings, 200) as heard:
        website.get("/status.json")
        with django_assert_num_queries(0):
            website.get("/es/status/")
            website.get("/status.json")
    assert len(heard) == 1


def test_a_folder_that_takes_no_file_is_seen(settings: Any, tmp_path: Path, db: None) -> None:
    settings.MEDIA_ROOT = tmp_path
    assert {part.name: part.is_up for part in health.ask().parts}["files"]
    settings.MEDIA_ROOT, settings.VAR_FOLDER = tmp_path / "gone", tmp_path / "gone too"
    assert not {part.name: part.is_up for part in health.ask().parts}["files"]


def test_a_schema_that_failed_in_the_pool_keeps_sign_ups_from_being_well(acme: Client) -> None:
    spare = SchemaState.objects.create(name="t_spare", role=SchemaState.Role.POOLED)
    assert {part.name: part.is_up for part in health.ask().parts}["sign_ups"]
    SchemaState.objects.filter(pk=spare.pk).update(last_error="relation exists")
    assert not {part.name: part.is_up for part in health.ask().parts}["sign_ups"]


def test_the_age_of_the_last_backup_is_told_where_backups_are_noted(
    website: Browser, settings: Any, tmp_path: Path
) -> None:
    settings.VAR_FOLDER = tmp_path
    with workspaces_that_answer(website, settings, 200):
        assert json.loads(website.get("/status.json").content)["backed_up_at"] is None
        for hours, state in ((2, "up"), (40, "down")):
            made_at = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=hours)
            (tmp_path / "last-backup").touch()
            os.utime(tmp_path / "last-backup", (made_at.timestamp(), made_at.timestamp()))
            health.MEMORY.forget()
            page, data = website.get("/en/status/"), json.loads(website.get("/status.json").content)
            assert (data["parts"]["backup"], data["backed_up_at"]) == (state, made_at.isoformat())
            assert f"{made_at:%Y-%m-%d %H:%M} UTC" in page.content.decode()
            assert page.status_code == (200 if state == "up" else 503)


def test_what_is_told_holds_no_secret_and_no_name_of_a_client(
    website: Browser, acme: Client
) -> None:
    answer = (
        website.get("/status.json").content.decode() + website.get("/es/status/").content.decode()
    )
    assert not any(
        word in answer.lower() for word in (acme.schema_name, "acme", "postgres", "traceback")
    )
