"""How far an opening has come, told by the migrations themselves and readable by everybody."""

import logging
import re
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import DatabaseError, connections
from django.db.models import F

from public_site.signup.models import OpeningProgress

logger = logging.getLogger(__name__)
MESSAGE = re.compile(r"\[\d+/\d+ \((\d+)%\) [^\]]*\] (.*)", re.S)
_told: ContextVar[Callable[[str], object] | None] = ContextVar("opening told", default=None)


def hear(sender: Any, *, message: str, **kwargs: Any) -> None:
    """Receive django-tenants' `schema_migrate_message`; only an opening that reports listens."""
    tell = _told.get()
    if tell is not None:
        tell(message)


@contextmanager
def reported(sign_up_id: uuid.UUID) -> Iterator[None]:
    """Write down what the migrations of this opening say, outside its own transaction.

    The opening commits at its end, so its words go through another connection: a thread's.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="opening-scribe") as scribe:
        token = _told.set(lambda message: scribe.submit(_write, sign_up_id, message))
        try:
            yield
        finally:
            _told.reset(token)
            scribe.submit(connections.close_all)


def note_failure(sign_up_id: uuid.UUID) -> None:
    """Count an opening that failed; nothing of it is left."""
    OpeningProgress.objects.get_or_create(sign_up_id=sign_up_id)
    OpeningProgress.objects.filter(sign_up_id=sign_up_id).update(
        failed_count=F("failed_count") + 1, percent=0, message=""
    )


def forgive_failures(sign_up_id: uuid.UUID) -> None:
    """Let the opening be tried again."""
    OpeningProgress.objects.filter(sign_up_id=sign_up_id).update(failed_count=0)


def _write(sign_up_id: uuid.UUID, message: str) -> None:
    found = MESSAGE.fullmatch(message)
    percent, words = (int(found[1]), found[2]) if found else (0, message)
    try:
        OpeningProgress.objects.update_or_create(
            sign_up_id=sign_up_id,
            defaults={"percent": min(percent, 100), "message": words[:200]},
        )
    except DatabaseError:  # a page that says less must not stop the opening
        logger.warning("The progress of an opening could not be written down.", exc_info=True)
