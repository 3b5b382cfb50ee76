import hashlib
import logging
import socket
import subprocess
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import Error
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client as Browser
from django.utils import timezone

from project.checks import stamps_can_be_proved
from public_site.models import Client
from tenancy.context import tenant_context
from tenancy.log import TenantFilter
from tenant_site.books.models import Entry
from tenant_site.proofs import stamping
from tenant_site.proofs.anchoring import make_anchor
from tenant_site.proofs.exporting import readable_export
from tenant_site.proofs.models import Anchor, AnchorStamp
from tenant_site.proofs.stamping import stamp_daily
from tenant_site.proofs.verification import changed_anchors
from tests.tenant_site.books.writing import settle, triggers_off, write_entry
from tests.tenant_site.proofs.test_standalone import known, run, unpacked, wrongs
from tests.tsa_server import TimeStampingAuthority, authority_running, make_authority

DAY = date(2026, 3, 1)
STAMP = "stamps/2026-03-01.tsr"


@pytest.fixture(scope="module")
def running() -> Iterator[TimeStampingAuthority]:
    with authority_running() as authority:
        yield authority


@pytest.fixture
def authority(running: TimeStampingAuthority, settings: Any) -> TimeStampingAuthority:
    """A real authority, which the settings name; it answers truly again."""
    settings.TSA_URL, settings.TSA_CERTIFICATES = running.url, str(running.certificates)
    running.answers, running.requests = None, 0
    return running


@pytest.fixture
def anchor(entries: list[Entry]) -> Anchor:
    made = make_anchor(on=DAY)
    assert made
    return made


def found() -> list[tuple[str, str]]:
    return [(problem.code, problem.place) for problem in changed_anchors()]


def checked(authority: TimeStampingAuthority, about: list[str], stamp: Path) -> str:
    """Let openssl say what it thinks of a stamp."""
    command = ["openssl", "ts", "-verify", *about, "-in", str(stamp)]
    done = subprocess.run(
        [*command, "-CAfile", str(authority.certificates)],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    return done.stdout.strip()


def test_an_anchor_is_stamped_once_and_openssl_agrees(
    authority: TimeStampingAuthority, anchor: Anchor, tmp_path: Path
) -> None:
    assert stamp_daily() == "anchors stamped: 1"
    stamp = AnchorStamp.objects.get(anchor=anchor)
    assert abs(stamp.stamped_at - timezone.now()) < timedelta(minutes=2)
    assert stamp.authority == "127.0.0.1"
    (tmp_path / "stamp.tsr").write_bytes(stamp.response)
    digest = hashlib.sha256(anchor.root_hex.encode()).hexdigest()
    assert checked(authority, ["-digest", digest], tmp_path / "stamp.tsr") == "Verification: OK"
    assert "FAILED" in checked(authority, ["-digest", "0" * 64], tmp_path / "stamp.tsr")
    assert stamp_daily() is None
    assert authority.requests == 1
    assert found() == []


def test_without_an_authority_nobody_is_asked(anchor: Anchor) -> None:
    assert stamp_daily() is None
    assert not AnchorStamp.objects.exists()


@pytest.mark.parametrize("answer", [b"", b"<html>", bytes.fromhex("30053003020102")])
def test_an_answer_that_is_no_stamp_is_logged_with_the_tenant_and_asked_for_again(
    authority: TimeStampingAuthority,
    anchor: Anchor,
    inside_acme: Client,
    caplog: pytest.LogCaptureFixture,
    answer: bytes,
) -> None:
    authority.answers = answer
    caplog.handler.addFilter(TenantFilter())
    with caplog.at_level(logging.WARNING):
        assert stamp_daily() is None
    (record,) = caplog.records
    assert f"The anchor of {DAY} was not stamped by {authority.url}" in record.getMessage()
    assert vars(record)["schema_name"] == inside_acme.schema_name
    authority.answers = None
    assert stamp_daily() == "anchors stamped: 1"


def test_an_authority_that_is_away_keeps_nothing_up(
    entries: list[Entry], acme: Client, settings: Any, authority: TimeStampingAuthority
) -> None:
    settings.TSA_URL = "http://127.0.0.1:9/tsr"
    call_command("daily", verbosity=0)
    with tenant_context(acme):
        assert Anchor.objects.count() == 1
        assert not AnchorStamp.objects.exists()


def test_an_authority_that_is_silent_is_waited_for_once_a_night(
    anchor: Anchor,
    settings: Any,
    caplog: pytest.LogCaptureFixture,
    authority: TimeStampingAuthority,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stamping, "_rests_until", {})
    with socket.create_server(("127.0.0.1", 0)) as gone:
        settings.TSA_URL = f"http://127.0.0.1:{gone.getsockname()[1]}/tsr"
    for _workspace in range(2):
        assert stamp_daily() is None
    first, second = (record.getMessage() for record in caplog.records)
    assert "Connection refused" in first
    assert second.endswith("asked again next time: it was not reached a moment ago")
    settings.TSA_URL = authority.url
    assert stamp_daily() == "anchors stamped: 1"


def test_a_stamp_of_an_authority_that_is_not_known_is_refused(
    authority: TimeStampingAuthority, anchor: Anchor, settings: Any, tmp_path: Path
) -> None:
    make_authority(tmp_path)
    settings.TSA_CERTIFICATES = str(tmp_path / "ca.pem")
    assert stamp_daily() is None
    assert not AnchorStamp.objects.exists()


def test_an_old_stamp_in_place_of_an_answer_is_refused(
    authority: TimeStampingAuthority, anchor: Anchor, entries: list[Entry]
) -> None:
    assert stamp_daily()
    authority.answers = AnchorStamp.objects.get().response
    write_entry(entries[0].book, entries[0].author)
    assert make_anchor(on=DAY + timedelta(days=1))
    assert stamp_daily() is None  # of another hash
    settle()
    with triggers_off():
        AnchorStamp.objects.all()._raw_delete("default")
        Anchor.objects.exclude(pk=anchor.pk).update(made_on=DAY - timedelta(days=1))
    assert stamp_daily() is None  # of this hash, but of another question


@pytest.mark.parametrize("act", ["UPDATE {} SET authority = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_a_stamp_is_never_changed_or_removed(
    authority: TimeStampingAuthority, anchor: Anchor, act: str
) -> None:
    stamp_daily()
    settle()
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(act.format("proofs_anchorstamp"))


def test_a_changed_stamp_is_found_with_certificates_and_one_of_another_hash_without(
    authority: TimeStampingAuthority, anchor: Anchor, settings: Any
) -> None:
    stamp_daily()
    response = bytearray(AnchorStamp.objects.get().response)
    response[-5] ^= 1  # in the signature
    with triggers_off():
        AnchorStamp.objects.update(response=bytes(response))
    assert found() == [("stamp", f"anchor {DAY}")]
    settings.TSA_CERTIFICATES = ""
    assert found() == []
    with triggers_off():
        AnchorStamp.objects.update(stamped_at=datetime(2026, 3, 1, tzinfo=UTC))
    assert found() == [("stamp", f"anchor {DAY}")]
    with triggers_off():
        Anchor.objects.update(root=b"x" * 32)
    assert found() == [("anchor", f"anchor {DAY}"), ("stamp", f"anchor {DAY}")]


def test_the_page_tells_of_a_stamp(
    authority: TimeStampingAuthority, anchor: Anchor, acme: Client, office: Browser
) -> None:
    with tenant_context(acme):
        stamp_daily()
    assert "Stamped by 127.0.0.1 on " in office.get("/integrity/").content.decode()


def test_an_export_has_stamps_and_says_how_to_check_them(
    authority: TimeStampingAuthority, anchor: Anchor, inside_acme: Client, tmp_path: Path
) -> None:
    stamp_daily()
    export = unpacked(readable_export(client_id=inside_acme.pk), tmp_path)
    status, said = run(export)
    assert (status, said[-1]) == (0, "All is well.")
    assert "openssl ts -verify -data" in (export / "README.txt").read_text("utf-8")
    digits = tmp_path / "digits.txt"
    digits.write_text(known(export)["anchors"][0]["root"])
    assert checked(authority, ["-data", str(digits)], export / STAMP) == "Verification: OK"
    another = f"WRONG anchor of {DAY}: its stamp is of another hash."
    (export / STAMP).write_bytes(b"another")
    assert wrongs(export) == [another]
    (export / STAMP).unlink()
    assert wrongs(export) == [f"WRONG {STAMP}: it is missing.", another]


@pytest.mark.parametrize("written", [None, "no certificate"], ids=["missing", "empty"])
def test_certificates_that_cannot_be_read_are_told_before_the_night(
    settings: Any, tmp_path: Path, written: str | None, running: TimeStampingAuthority
) -> None:
    settings.TSA_CERTIFICATES = str(running.certificates)
    assert stamps_can_be_proved(None) == []
    settings.TSA_CERTIFICATES = str(tmp_path / "tsa.pem")
    if written is not None:
        (tmp_path / "tsa.pem").write_text(written)
    (told,) = stamps_can_be_proved(None)
    assert isinstance(told, Error)
    assert told.id == "project.E003"
