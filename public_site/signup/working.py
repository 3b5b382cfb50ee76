"""Open the workspace of a sign-up: once, whoever asks, however often, and whoever dies."""

import logging
import threading
import uuid

from django.contrib.auth.hashers import make_password
from django.db import connections, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext

from accounts.factors.changes import add_passkey
from accounts.models import User
from public_site.models import Client
from public_site.signup import reporting
from public_site.signup.letters import send_welcome
from public_site.signup.models import OpeningProgress, SignUp
from public_site.signup.opening import PACKS, AddressTaken, OwnerRefused, open_workspace
from tenancy.context import public_context
from tenancy.provisioning import pool

logger = logging.getLogger(__name__)
MOST_FAILURES = 3


def go_on(sign_up: SignUp) -> None:
    """Open the workspace now if that is instant, else see that somebody is opening it.

    Where a schema must be migrated a thread of this process does it. Dies the process, then
    so does its transaction, and the next page, or `finish_sign_ups`, begins again.
    """
    if sign_up.state != SignUp.State.OPENING or has_given_up(sign_up):
        return
    if pool.is_at_hand(sign_up.language):
        open_sign_up(sign_up.pk)
    elif not is_being_opened(sign_up.pk):
        threading.Thread(target=open_reporting, args=[sign_up.pk], daemon=True).start()


def has_given_up(sign_up: SignUp) -> bool:
    """Say whether the opening failed so often that a person has to ask for the next try."""
    failed = OpeningProgress.objects.filter(sign_up=sign_up, failed_count__gte=MOST_FAILURES)
    return failed.exists()


@transaction.atomic
def is_being_opened(sign_up_id: uuid.UUID) -> bool:
    """Say whether somebody works on it: they hold its row, and let go of it when they die."""
    return _free_to_open(sign_up_id) is None


@transaction.atomic
def open_sign_up(sign_up_id: uuid.UUID) -> bool:
    """Open the workspace and make the sign-up ready, in one transaction; False if others do.

    What stands in the way sends the sign-up back to its forms: an address that was taken
    meanwhile, an account that was made meanwhile.
    """
    sign_up = _free_to_open(sign_up_id)
    if sign_up is None:
        return False
    try:
        with transaction.atomic():
            client = _open(sign_up)
    except AddressTaken:
        _send_back(sign_up, SignUp.Refused.ADDRESS)
    except OwnerRefused:
        _send_back(sign_up, SignUp.Refused.OWNER)
    else:
        sign_up.state, sign_up.client_id = SignUp.State.READY, client.pk
        sign_up.password, sign_up.passkey, sign_up.ready_at = "", None, timezone.now()
        sign_up.save()
    return True


def open_reporting(sign_up_id: uuid.UUID) -> None:
    """Open a workspace whose schema has to be migrated, and write down how far it has come."""
    try:
        with public_context(), reporting.reported(sign_up_id):
            open_sign_up(sign_up_id)
    except Exception:
        logger.exception("A workspace could not be opened; nothing of it is left.")
        reporting.note_failure(sign_up_id)
    finally:
        connections.close_all()


def welcome(client_id: uuid.UUID) -> None:
    """Mail the welcome to whoever signed the client up, once."""
    owed = SignUp.objects.to_be_welcomed().filter(client_id=client_id)
    sign_up = owed.first()
    if sign_up is None or not owed.update(welcomed_at=timezone.now()):
        return
    try:
        send_welcome(sign_up, Client.objects.get(pk=client_id))
    except OSError:
        SignUp.objects.filter(pk=sign_up.pk).update(welcomed_at=None)  # finish_sign_ups tries again
        raise


def _free_to_open(sign_up_id: uuid.UUID) -> SignUp | None:
    waiting = SignUp.objects.in_state(SignUp.State.OPENING).filter(pk=sign_up_id)
    return waiting.select_for_update(skip_locked=True, no_key=True, of=("self",)).first()


def _open(sign_up: SignUp) -> Client:
    owner = sign_up.owner
    if owner is not None and owner.password != sign_up.password:
        raise OwnerRefused  # changed since it was typed
    with translation.override(sign_up.language):
        book_name = gettext(PACKS[sign_up.pack].book_name)
    client = open_workspace(
        name=sign_up.organisation,
        slug=sign_up.address,
        owner_email=sign_up.email,
        owner_name=owner.name if owner else sign_up.owner_name,
        password=None,
        password_hash="" if owner else sign_up.password or make_password(None),
        owner_id=sign_up.pk,
        time_zone=sign_up.time_zone,
        language=sign_up.language,
        first_book_name=book_name,
        signup_key=sign_up.pk,
        pack=sign_up.pack,
    )
    if sign_up.passkey:
        _keep_passkey(sign_up)
    return client


def _keep_passkey(sign_up: SignUp) -> None:
    with translation.override(sign_up.site_language):
        add_passkey(
            user=User.objects.get(pk=sign_up.pk),
            name=gettext("My passkey"),
            credential=dict(sign_up.passkey or {}),
        )


def _send_back(sign_up: SignUp, why: str) -> None:
    sign_up.state, sign_up.refused = SignUp.State.CONFIRMED, why
    if why == SignUp.Refused.ADDRESS:
        sign_up.address = ""
    else:
        sign_up.owner, sign_up.password, sign_up.passkey = None, "", None
    sign_up.save()
