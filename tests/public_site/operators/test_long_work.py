import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client as Browser
from django.utils import timezone

from accounts.memberships import clients_of
from accounts.models import User
from public_site.models import Client
from public_site.operators import working
from public_site.operators.models import LongWork, OperatorAct
from public_site.operators.models.work import INTERRUPTED
from tenancy.archive.opening import is_encrypted
from tenancy.records import SchemaState
from tests.conftest import PASSWORD

Kind, State = LongWork.Kind, LongWork.State


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.TENANT_EXPORT_FOLDER = tmp_path / "exports"
    return tmp_path / "exports"


@pytest.fixture
def somebody(committed: None) -> Iterator[User]:
    yield User.objects.create_superuser("eva@newsbook.example", PASSWORD)
    LongWork.objects.all().delete()


def asked(kind: LongWork.Kind, by: User, client: Client | None = None, **wishes: str) -> LongWork:
    return LongWork.objects.create(
        kind=kind,
        client_id=client.pk if client else None,
        about="x",
        asked_by=str(by.email),
        wishes=wishes,
    )


def done(work: LongWork) -> LongWork:
    assert working.do(work.pk)
    work.refresh_from_db()
    return work


@pytest.mark.parametrize("secret", [None, "six random words"])
def test_an_export_is_restored_under_another_address(
    somebody: User,
    two_workspaces: dict[str, Client],
    folder: Path,
    settings: Any,
    secret: str | None,
) -> None:
    settings.TENANT_EXPORT_PASSPHRASE = secret
    export = done(asked(Kind.EXPORT, somebody, two_workspaces["acme"]))
    assert (export.state, export.said[-5:]) == (State.DONE, "files")
    assert export.file is not None
    assert is_encrypted(export.file) is bool(secret)
    wishes = {"archive": export.file_name, "slug": "acme-again", "name": "Acme again"}
    restore = done(asked(Kind.RESTORE, somebody, None, **wishes))
    assert restore.state == State.DONE, restore.said
    made = Client.objects.get(slug="acme-again")
    assert (made.name, made.pk == two_workspaces["acme"].pk) == ("Acme again", False)
    assert restore.client_id == made.pk
    assert made.pk in clients_of(User.objects.get(email="owner@acme.example").pk)


def test_what_fails_says_why_and_leaves_nothing(somebody: User, folder: Path) -> None:
    wishes = {"archive": "gone.zip", "slug": "acme-again", "name": ""}
    failed = done(asked(Kind.RESTORE, somebody, None, **wishes))
    assert failed.state == State.FAILED
    assert failed.said
    assert failed.ended_at is not None
    assert not Client.objects.filter(slug="acme-again").exists()


def test_work_is_done_once(somebody: User, two_workspaces: dict[str, Client], folder: Path) -> None:
    work = asked(Kind.EXPORT, somebody, two_workspaces["acme"])
    assert working.do(work.pk)
    assert not working.do(work.pk)
    assert len(list(folder.iterdir())) == 1


def test_a_failed_migration_is_tried_again(
    somebody: User, two_workspaces: dict[str, Client]
) -> None:
    name = two_workspaces["acme"].schema_name
    SchemaState.objects.filter(name=name).update(last_error="boom", attempts=1)
    work = done(asked(Kind.MIGRATE, somebody, two_workspaces["acme"]))
    assert work.state == State.DONE, work.said
    assert SchemaState.objects.get(name=name).last_error == ""


def test_a_command_does_what_waits_and_gives_up_what_was_interrupted(
    somebody: User, two_workspaces: dict[str, Client], folder: Path
) -> None:
    waiting = asked(Kind.EXPORT, somebody, two_workspaces["acme"])
    lost = asked(Kind.EXPORT, somebody, two_workspaces["acme"])
    silent = timezone.now() - timedelta(minutes=4)
    LongWork.objects.filter(pk=lost.pk).update(state=State.RUNNING, began_at=silent, seen_at=silent)
    said = io.StringIO()
    call_command("do_long_work", stdout=said)
    assert said.getvalue() == "1 done.\n"
    states = {one.pk: one.state for one in LongWork.objects.all()}
    assert states == {waiting.pk: State.DONE, lost.pk: State.FAILED}


@pytest.fixture
def one_lost_and_one_alive(acme: Client) -> tuple[LongWork, LongWork]:
    lost, alive = (
        LongWork.objects.create(
            kind=Kind.EXPORT, client_id=acme.pk, about=about, asked_by="x", state=State.RUNNING
        )
        for about in ("lost", "alive")
    )
    now = timezone.now()
    LongWork.objects.filter(pk=alive.pk).update(seen_at=now, began_at=now - timedelta(hours=5))
    LongWork.objects.filter(pk=lost.pk).update(seen_at=now - timedelta(minutes=4))
    return lost, alive


@pytest.mark.parametrize(
    "address", ["/admin/", "/admin/operators/longwork/", "/admin/public_site/client/{}/change/"]
)
def test_work_whose_process_died_is_shown_as_interrupted_and_looking_writes_nothing(
    console: Browser, acme: Client, one_lost_and_one_alive: tuple[LongWork, LongWork], address: str
) -> None:
    page = console.get(address.format(acme.pk)).content.decode()
    assert page.count(INTERRUPTED) == 1
    assert not LongWork.objects.exclude(state=State.RUNNING).exists()


def test_interrupted_work_is_given_up_by_whoever_asks_for_it_again(
    console: Browser, acme: Client, one_lost_and_one_alive: tuple[LongWork, LongWork]
) -> None:
    lost, alive = one_lost_and_one_alive
    answer = console.post(f"/admin/work/{lost.pk}/again/")
    assert answer.status_code == 302
    lost.refresh_from_db()
    alive.refresh_from_db()
    assert (lost.state, lost.said, alive.state) == (State.FAILED, INTERRUPTED, State.RUNNING)
    again = LongWork.objects.get(state=State.WAITING)
    assert (again.kind, again.client_id, again.about) == (lost.kind, acme.pk, "lost")
    assert console.post(f"/admin/work/{alive.pk}/again/").status_code == 404


def test_whoever_works_is_seen_to(
    somebody: User, two_workspaces: dict[str, Client], folder: Path, settings: Any
) -> None:
    work = done(asked(Kind.EXPORT, somebody, two_workspaces["acme"]))
    assert work.seen_at is not None


def test_asking_begins_the_work_after_commit_alone(
    console: Browser,
    acme: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    begun: list[object] = []
    monkeypatch.setattr(working, "_begin_beside", begun.append)
    with django_capture_on_commit_callbacks(execute=True):
        console.post(f"/admin/clients/{acme.pk}/export_asked/", {"reason": "x"})
    assert begun == [LongWork.objects.get().pk]


def test_an_archive_is_downloaded_and_that_is_recorded(console: Browser, folder: Path) -> None:
    folder.mkdir()
    (folder / "acme.zip").write_bytes(b"PK")
    assert b"acme.zip" in console.get("/admin/archives/").content
    answer = console.get("/admin/archives/acme.zip")
    assert b"".join(answer) == b"PK"
    assert "attachment" in answer["Content-Disposition"]
    assert OperatorAct.objects.get(act="archive_downloaded").about == "acme.zip"


@pytest.mark.parametrize("name", ["..%2Fsecret.zip", "%2e%2e", ".hidden.zip", "notes.txt", "x.zip"])
def test_nothing_but_an_archive_is_downloaded(console: Browser, folder: Path, name: str) -> None:
    folder.mkdir()
    for place in (folder.parent / "secret.zip", folder / ".hidden.zip", folder / "notes.txt"):
        place.write_bytes(b"PK")
    assert console.get(f"/admin/archives/{name}").status_code == 404
    assert not OperatorAct.objects.filter(act="archive_downloaded").exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"archive": "gone.zip"}, "archive"),
        ({"archive": "../acme.zip"}, "archive"),
        ({"slug": "admin"}, "slug"),
        ({"slug": "x"}, "slug"),
        ({"reason": " "}, "reason"),
    ],
)
def test_what_cannot_be_restored_is_said_at_its_field(
    console: Browser, folder: Path, changes: dict[str, str], field: str
) -> None:
    folder.mkdir()
    (folder / "acme.zip").write_bytes(b"PK")
    sent = {"archive": "acme.zip", "slug": "acme-again", "reason": "x", **changes}
    answer = console.post("/admin/archives/restore/", sent)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not LongWork.objects.exists()


def test_asking_for_a_restore_is_recorded_once(console: Browser, folder: Path) -> None:
    folder.mkdir()
    (folder / "acme.zip").write_bytes(b"PK")
    sent = {"archive": "acme.zip", "slug": "acme-again", "reason": "They asked"}
    assert console.post("/admin/archives/restore/", sent).status_code == 302
    assert LongWork.objects.get().wishes["archive"] == "acme.zip"
    assert OperatorAct.objects.filter(act="restore_asked").count() == 1


def test_a_broken_connection_does_not_end_the_noting_that_work_is_done_still(
    somebody: User,
) -> None:
    work = asked(Kind.EXPORT, somebody)
    assert LongWork.objects.begin(work.pk)
    LongWork.objects.filter(pk=work.pk).update(seen_at=None)
    connection.connection.close()  # as when the database was started anew
    working.note_seen(work.pk)
    work.refresh_from_db()
    assert work.seen_at is None
    working.note_seen(work.pk)
    work.refresh_from_db()
    assert work.seen_at is not None


def test_work_that_was_given_up_is_never_done_afterwards(somebody: User) -> None:
    pk = asked(Kind.EXPORT, somebody).pk
    assert LongWork.objects.begin(pk)
    work = LongWork.objects.get(pk=pk)
    LongWork.objects.filter(pk=pk).update(seen_at=timezone.now() - timedelta(hours=1))
    assert LongWork.objects.give_up_interrupted() == 1
    work.state, work.said = State.DONE, "1 rows"
    assert not LongWork.objects.end(work)
    work.refresh_from_db()
    assert (work.state, work.said) == (State.FAILED, INTERRUPTED)
