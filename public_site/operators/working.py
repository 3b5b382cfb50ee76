"""Long work: asked for in a request, done beside it, its outcome kept for the console."""

import logging
import threading
import uuid
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import Error, connection, transaction
from django.utils import timezone

from accounts.models import User
from public_site.addresses_of_workspaces import workspace_address
from public_site.models import Client
from public_site.operators.models import LongWork
from public_site.operators.models.work import SEEN_EVERY_SECONDS
from tenancy.archive import export_tenant, import_tenant
from tenancy.context import public_context, tenant_context
from tenancy.records import SchemaState

logger = logging.getLogger(__name__)


def ask(
    kind: LongWork.Kind, *, by: User, client: Client | None = None, about: str = "", **wishes: str
) -> LongWork:
    """Note that work is wanted; it begins after commit, beside the request."""
    work = LongWork.objects.create(
        kind=kind,
        client_id=client.pk if client else None,
        about=about or str(client),
        asked_by=by.email or str(by.pk),
        wishes=wishes,
    )
    transaction.on_commit(lambda: _begin_beside(work.pk))
    return work


def do(pk: uuid.UUID) -> bool:
    """Do one piece of work, unless somebody else has begun it; its outcome is kept."""
    with public_context():
        if not LongWork.objects.begin(pk):
            return False
        work = LongWork.objects.get(pk=pk)
        seen = _seen_to(pk)
        try:
            work.said, work.state = _DOERS[work.kind](work), LongWork.State.DONE
        except Exception as problem:  # whatever it is, the operator who waits must read it
            logger.exception("Long work %s failed.", work.pk)
            work.said, work.state = f"{type(problem).__name__}: {problem}", LongWork.State.FAILED
        finally:
            seen.set()
        if not LongWork.objects.end(work):
            logger.warning("Long work %s had been given up; it ended as %s.", pk, work.state)
    return True


def again(work: LongWork, *, by: User) -> LongWork:
    """Ask once more for work that failed or was interrupted."""
    asked = LongWork.objects.create(
        kind=work.kind,
        client_id=work.client_id,
        about=work.about,
        asked_by=by.email or str(by.pk),
        wishes=work.wishes,
    )
    transaction.on_commit(lambda: _begin_beside(asked.pk))
    return asked


def note_seen(pk: uuid.UUID) -> None:
    """Note that the work is done still; when the database does not answer, the next note will."""
    try:
        with public_context():
            LongWork.objects.running().filter(pk=pk).update(seen_at=timezone.now())
    except Error:
        logger.warning("Long work %s could not be noted as seen.", pk, exc_info=True)
        connection.close()


def _seen_to(pk: uuid.UUID) -> threading.Event:
    """Note every half minute that the work is done still, until the event is set."""
    over = threading.Event()

    def run() -> None:
        try:
            while not over.wait(SEEN_EVERY_SECONDS):
                note_seen(pk)
        finally:
            connection.close()

    threading.Thread(target=run, name=f"seen-{pk}", daemon=True).start()
    return over


def _begin_beside(pk: uuid.UUID) -> None:
    """Work in a thread; were the process to end meanwhile, the console would say so."""

    def run() -> None:
        try:
            do(pk)
        finally:
            connection.close()

    threading.Thread(target=run, name=f"long-work-{pk}", daemon=True).start()


def _export(work: LongWork) -> str:
    client = Client.objects.get(pk=work.client_id)
    secret = settings.TENANT_EXPORT_PASSPHRASE
    ending = "zip.sealed" if secret else "zip"
    stamp = f"{timezone.now():%Y%m%dT%H%M%SZ}"
    work.file_name = f"{client.slug or 'workspace'}-{stamp}-{work.pk.hex[:8]}.{ending}"
    folder = Path(settings.TENANT_EXPORT_FOLDER)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    manifest = export_tenant(client, folder / work.file_name, passphrase=secret)
    return f"{sum(manifest.rows.values())} rows, {len(manifest.files)} files"


def _restore(work: LongWork) -> str:
    slug, name = work.wishes["slug"], work.wishes["name"]
    host = f"{slug}.{settings.PUBLIC_HOST}"
    fields = {"slug": slug, "signup_key": None} | ({"name": name} if name else {})
    made = import_tenant(
        Path(settings.TENANT_EXPORT_FOLDER) / Path(work.wishes["archive"]).name,
        domains=[host],
        fields=fields,
        passphrase=settings.TENANT_EXPORT_PASSPHRASE,
    )
    call_command("migrate_schemas", schema_name=made.tenant.schema_name, verbosity=0)
    with tenant_context(made.tenant):
        call_command("reconcile_memberships", verbosity=0)
    LongWork.objects.filter(pk=work.pk).update(client_id=made.tenant.pk)
    return f"{workspace_address(slug)}: {made.rows} rows, {made.files} files"


def _migrate(work: LongWork) -> str:
    client = Client.objects.get(pk=work.client_id)
    call_command("migrate_schemas", schema_name=client.schema_name, verbosity=0)
    state = SchemaState.objects.get(name=client.schema_name)
    if state.last_error:
        raise StillFailing(state.last_error)
    return "The schema is at head."


class StillFailing(Exception):
    """The migration failed again."""


_DOERS: dict[str, Callable[[LongWork], str]] = {
    LongWork.Kind.EXPORT: _export,
    LongWork.Kind.RESTORE: _restore,
    LongWork.Kind.MIGRATE: _migrate,
}
