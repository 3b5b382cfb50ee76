"""Certify what was deleted: counted before anything goes, signed when all is gone."""

import hashlib
import hmac
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.module_loading import import_string

from accounts.closing import forget_client
from public_site.deletion import letters
from public_site.deletion.deciding import about
from public_site.deletion.tokens import new_token
from public_site.models import Client, Deletion
from public_site.owners import owner_addresses
from tenancy.context import public_context, tenant_context

_SALT = "public_site.deletion.certificates"
PIECE = 2**20


class Witness:
    """Sees a removal from beginning to end; TENANT_REMOVAL_WITNESS names it to the engine."""

    @staticmethod
    def before(tenant: Client, export: str) -> None:
        """Count what there is and hash the last export, while all is still there."""
        facts = _what_there_is(tenant) | {"domains": _domains(tenant)} | _export_facts(export)
        with public_context():
            deletion = Deletion.objects.waiting().of_client(tenant.pk).first()
            if deletion is None:  # deleted by a command: nobody was written to yet
                deletion = Deletion(
                    **about(tenant),
                    token_hash=new_token()[1],
                    due_at=timezone.now(),
                    letters_to=owner_addresses(tenant),
                )
            deletion.facts = facts
            deletion.save()

    @staticmethod
    def after(tenant_pk: Any) -> None:
        """Sign what was counted and mail it, in the transaction of the last step.

        Accounts whose only place was a badge there are closed with it.
        """
        with public_context():
            forget_client(tenant_pk)
            waiting = Deletion.objects.waiting().of_client(tenant_pk)
            deletion = waiting.select_for_update().first()
            if deletion is not None:
                _certify(deletion)


def _certify(deletion: Deletion) -> None:
    deletion.state, deletion.ended_at = Deletion.State.DONE, timezone.now()
    deletion.certificate = text_of(deletion)
    deletion.signature = signature_of(deletion.certificate)
    letters.tell_done(deletion)
    deletion.letters_to = []
    deletion.save()


def text_of(deletion: Deletion) -> str:
    """Return the words of the certificate: plain, and the same for the same facts."""
    ended = deletion.ended_at or timezone.now()
    said = {
        "certificate": "deletion of a news book",
        "issued_by": settings.PUBLIC_URL,
        "organisation": deletion.client_name,
        "address": deletion.address,
        "asked_at": deletion.asked_at.isoformat(timespec="seconds"),
        "deleted_at": ended.isoformat(timespec="seconds"),
        **deletion.facts,
    }
    return json.dumps(said, ensure_ascii=False, indent=1)


def signature_of(text: str) -> str:
    """Return our signature under a certificate's text."""
    return salted_hmac(_SALT, text, algorithm="sha256").hexdigest()


def is_genuine(deletion: Deletion) -> bool:
    """Say whether the signature fits, by the secret in force or one before it."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        signed = salted_hmac(_SALT, deletion.certificate, secret=secret, algorithm="sha256")
        if hmac.compare_digest(signed.hexdigest(), deletion.signature):
            return True
    return False


def _what_there_is(tenant: Client) -> dict[str, Any]:
    """Ask the workspace; WORKSPACE_FACTS says whom."""
    ask = cast(Callable[[], dict[str, Any]], import_string(settings.WORKSPACE_FACTS))
    with tenant_context(tenant):
        return ask()


def _domains(tenant: Client) -> list[str]:
    with public_context():
        return list(tenant.domains.order_by("domain").values_list("domain", flat=True))


def _export_facts(export: str) -> dict[str, Any]:
    path = Path(export)
    if not path.is_file():
        return {"last_export": None}
    sha256 = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            sha256.update(piece)
    return {"last_export": {"sha256": sha256.hexdigest(), "bytes": path.stat().st_size}}
