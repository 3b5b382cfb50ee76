"""Attempts to reach a tenant through what stands beside the database: cache, files, sessions."""

import logging
import threading
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from tenancy.context import tenant_context
from tenancy.log import TenantFilter
from tenancy.models import TENANT_AWARE
from tenancy.selftest.pair import CACHE_KEY, FILE_NAME, Pair


class NotHere(Exception):
    """The project does not have what would be probed; the sentence says what."""


def cached(pair: Pair) -> Iterator[str]:
    """Put a value under the same key in both."""
    for tenant in pair:
        with tenant_context(tenant):
            cache.set(CACHE_KEY, tenant.schema_name, 60)
            if cache.get(CACHE_KEY) is None:
                raise NotHere("The default cache keeps nothing.")
    with tenant_context(pair.left):
        if cache.get(CACHE_KEY) != pair.left.schema_name:
            yield f"the cache gave {cache.get(CACHE_KEY)} in {pair.left.schema_name}"
        cache.delete(CACHE_KEY)
    with tenant_context(pair.right):
        if cache.get(CACHE_KEY) != pair.right.schema_name:
            yield f"a key of {pair.right.schema_name} was removed by {pair.left.schema_name}"


def stored(pair: Pair) -> Iterator[str]:
    """Keep a file of the same name in both, and try to leave one's folder for the other's."""
    if not isinstance(default_storage, TENANT_AWARE):
        yield "the default storage keeps no tenants apart"
        return
    for tenant in pair:
        with tenant_context(tenant):
            if default_storage.exists(FILE_NAME):
                yield f"{tenant.schema_name} sees a file that it has not stored"
            default_storage.save(FILE_NAME, ContentFile(tenant.schema_name.encode()))
    for tenant in pair:
        with tenant_context(tenant):
            with default_storage.open(FILE_NAME) as file:
                if file.read().decode() != tenant.schema_name:
                    yield f"{tenant.schema_name} read the file of the other"
            if _reaches(f"../{pair.other(tenant).schema_name}/{FILE_NAME}"):
                yield f"{tenant.schema_name} left its folder for the other's"


def _reaches(name: str) -> bool:
    try:
        with default_storage.open(name):
            return True
    except (SuspiciousFileOperation, OSError, ValueError):
        return False


def sessions(pair: Pair) -> Iterator[str]:
    """Offer the session key of one tenant to the other."""
    if settings.SESSION_ENGINE.endswith("signed_cookies"):
        raise NotHere("Sessions are kept in cookies, not on the server.")
    store = import_module(settings.SESSION_ENGINE).SessionStore
    with tenant_context(pair.left):
        session = store()
        session["owner"] = pair.left.schema_name
        session.save()
    try:
        with tenant_context(pair.right):
            if store(session.session_key).load():
                yield f"a session of {pair.left.schema_name} opens in {pair.right.schema_name}"
    finally:
        with tenant_context(pair.left):
            store(session.session_key).delete()


def logged(pair: Pair) -> Iterator[str]:
    """Write to the log from both at the same moment."""
    both, marks = threading.Barrier(2), dict[str, str]()

    def write(tenant: object, name: str) -> None:
        with tenant_context(tenant):
            both.wait(30)
            record = logging.LogRecord("tenancy.selftest", logging.INFO, "", 0, name, None, None)
            TenantFilter().filter(record)
            marks[name] = str(getattr(record, "schema_name", ""))
            both.wait(30)

    writers = [
        threading.Thread(target=write, args=(tenant, tenant.schema_name), daemon=True)
        for tenant in pair
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(30)
    for tenant in pair:
        mark = marks.get(tenant.schema_name)
        if mark != tenant.schema_name:
            yield f"what {tenant.schema_name} logged was marked {mark}"


def jobs(pair: Pair) -> Iterator[str]:
    """Run background jobs of both."""
    if find_spec("celery") is None or find_spec("tenancy.celery") is None:
        raise NotHere("Celery is not installed.")
    probe = import_module("tenancy.selftest.probe_of_jobs")
    yield from probe.jobs(pair)
