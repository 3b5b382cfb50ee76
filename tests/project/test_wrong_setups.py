"""A dozen and more ways to set the service up wrongly; each is told what is wrong."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import RequestFactory

from project.env import CHECKOUT
from project.front_door import proxy_fault

GOOD = {
    "PUBLIC_URL": "https://newsbook.example",
    "SECRET_KEY": "kQ7w2Zp9" * 8,
    "DATABASE_URL": "postgres://newsbook:secret@127.0.0.1:1/newsbook",
    "CACHE_URL": "redis://127.0.0.1:1/0",
    "EMAIL_URL": "smtp://127.0.0.1:1",
    "LEGAL_NAME": "News Book S.A.S.",
    "LEGAL_ADDRESS": "Calle 26 # 68-35, Bogotá",
    "LEGAL_COUNTRY": "Colombia",
    "LEGAL_PROVIDERS": "Hosting: Example GmbH.",
}

POOLER = "postgres://newsbook:secret@127.0.0.1:6432/newsbook"


def check(
    changes: dict[str, str | None] | None = None, site: str = "project.settings_public"
) -> subprocess.CompletedProcess[str]:
    wanted = {**GOOD, **(changes or {})}
    own = {name: value for name, value in wanted.items() if value is not None}
    return subprocess.run(
        [
            sys.executable,
            "manage.py",
            "check",
            "--deploy",
            "--fail-level=WARNING",
            "--settings",
            site,
        ],
        cwd=CHECKOUT,
        env={"PATH": os.environ["PATH"], "VAR_FOLDER": os.environ["VAR_FOLDER"], **own},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("site", ["project.settings_public", "project.settings_tenants"])
def test_a_right_setup_is_clean(site: str) -> None:
    answer = check(site=site)
    assert answer.returncode == 0, answer.stderr
    assert "no issues" in answer.stdout


@pytest.mark.parametrize("site", ["project.settings_public", "project.settings_tenants"])
def test_workspaces_in_folders_are_a_right_setup(site: str) -> None:
    answer = check({"WORKSPACES_IN_FOLDER": "yes"}, site)
    assert answer.returncode == 0, answer.stderr


def test_a_pooler_of_transactions_that_is_announced_is_a_right_setup() -> None:
    answer = check({"DATABASE_URL": POOLER, "TRANSACTION_POOLING": "yes"})
    assert answer.returncode == 0, answer.stderr


def test_a_legal_text_that_names_nobody_is_warned_of() -> None:
    answer = check({"LEGAL_NAME": None})
    assert answer.returncode == 1
    assert "terms.es.html still has places to fill in" in answer.stderr
    assert "Set the variables that it names" in answer.stderr


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"PUBLIC_URL": "newsbook.example"}, "PUBLIC_URL is 'newsbook.example': it must begin"),
        ({"PUBLIC_URL": "http://newsbook.example"}, "production needs https://"),
        ({"PUBLIC_URL": "https://newsbook.example/app"}, "without path, query or user"),
        ({"PUBLIC_URL": "https://203.0.113.7"}, "must be a name and not a number"),
        ({"PUBLIC_URL": "https://news_book.example"}, "no valid host name"),
        ({"PUBLIC_URL": "https://newsbook.example:99999"}, "PUBLIC_URL is"),
        ({"SECRET_KEY": None}, "Set the environment variable SECRET_KEY (or SECRET_KEY_FILE)."),
        ({"SECRET_KEY": "short"}, "SECRET_KEY has 5 characters."),
        ({"SECRET_KEY_FILE": "/nowhere"}, "Both SECRET_KEY and SECRET_KEY_FILE are set."),
        ({"SECRET_KEY": None, "SECRET_KEY_FILE": "/nowhere"}, "/nowhere, which cannot be read"),
        (
            {"DATABASE_URL": None},
            "Set the environment variable DATABASE_URL (or DATABASE_URL_FILE).",
        ),
        ({"DATABASE_URL": "db.internal"}, "DATABASE_URL has no scheme."),
        ({"MEDIA_STORAGE": "ftp"}, "MEDIA_STORAGE is 'ftp'. Set it to disk or s3."),
        ({"MEDIA_STORAGE": "s3"}, "Set the environment variable S3_BUCKET."),
        ({"MAX_FILE_BYTES": "25MB"}, "MAX_FILE_BYTES is '25MB'. Set it to a whole number"),
        ({"DEBUG": "yes"}, "DEBUG is on in production."),
        ({"DEBUG": "maybe"}, "DEBUG is 'maybe'. Set it to yes or no."),
        ({"CACHE_URL": None}, "Set CACHE_URL to a cache that all processes share."),
        ({"EMAIL_URL": "smtp.example"}, "EMAIL_URL has no scheme."),
        ({"DATABASE_URL": POOLER}, "Set TRANSACTION_POOLING to True"),
    ],
)
def test_a_wrong_variable_is_named(changes: dict[str, str | None], message: str) -> None:
    answer = check(changes)
    assert answer.returncode != 0
    assert message in answer.stderr + answer.stdout


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL"])
def test_a_missing_secret_is_one_line(name: str) -> None:
    answer = check({name: None})
    assert answer.stderr.count("\n") == 1
    assert name in answer.stderr


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(GOOD["SECRET_KEY"] + "\n")
    assert check({"SECRET_KEY": None, "SECRET_KEY_FILE": str(file)}).returncode == 0


PRODUCTION = {
    "HAS_TLS": True,
    "PUBLIC_URL": "https://newsbook.example",
    "PUBLIC_HOST": "newsbook.example",
    "PUBLIC_PORT_SUFFIX": "",
    "ALLOWED_HOSTS": ["newsbook.example"],
}


@pytest.mark.parametrize(
    ("headers", "code", "named"),
    [
        ({"host": "newsbook.example"}, "no_proto", "X-Forwarded-Proto $scheme"),
        ({"host": "newsbook.example", "x-forwarded-proto": "https,http"}, "bad_proto", "outermost"),
        ({"host": "other.example", "x-forwarded-proto": "https"}, "other_host", "Host $host"),
        ({"host": "unix", "x-forwarded-proto": "https"}, "other_host", "Host $host"),
        ({"host": "newsbook.example:9", "x-forwarded-proto": "https"}, "other_port", "PUBLIC_URL"),
        ({"host": "", "x-forwarded-proto": "https"}, "no_host", "proxy_set_header Host $host"),
    ],
)
def test_a_wrong_proxy_is_named(
    headers: dict[str, str], code: str, named: str, settings: object
) -> None:
    for name, value in PRODUCTION.items():
        setattr(settings, name, value)
    fault = proxy_fault(RequestFactory().get("/", headers=headers))
    assert fault is not None
    assert fault[0] == f"front_door.{code}"
    assert named in fault[1]


def test_https_in_front_of_an_http_address_is_named(settings: object) -> None:
    headers = {"host": "localhost:8000", "x-forwarded-proto": "https"}
    settings.ALLOWED_HOSTS = ["localhost"]  # type: ignore[attr-defined]
    fault = proxy_fault(RequestFactory().get("/", headers=headers))
    assert fault is not None
    assert fault[0] == "front_door.tls_unexpected"


def test_a_right_proxy_has_no_fault(settings: object) -> None:
    for name, value in PRODUCTION.items():
        setattr(settings, name, value)
    headers = {"host": "newsbook.example", "x-forwarded-proto": "https"}
    assert proxy_fault(RequestFactory().get("/", headers=headers)) is None
