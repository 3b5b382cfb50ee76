"""Mail anchors to where nobody who holds the database can change them, until they are taken."""

import logging

from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.letters import Letter
from tenancy.context import current_tenant
from tenant_site.proofs.models import Anchor, AnchorAddress

logger = logging.getLogger(__name__)
BOOKS_IN_A_LETTER, LETTERS_AT_ONCE = 60, 31


def mail_anchors() -> None:
    """Mail each address the anchors that it was not sent yet, the oldest first.

    What a mail server does not take is logged and waits for the next time; an address that is
    refused keeps no other waiting.
    """
    for pk in AnchorAddress.objects.order_by("email").values_list("pk", flat=True):
        _mail_to(pk)


@transaction.atomic
def _mail_to(pk: int) -> None:
    """Mail one address what waits for it, unless somebody else does so at this moment."""
    address = AnchorAddress.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
    if address is None:
        return
    for anchor in Anchor.objects.waiting_for(address)[:LETTERS_AT_ONCE]:
        try:
            _letter(anchor).send(address.email)
        except OSError as reason:
            told = "The anchor of %s was not taken for %s, it is sent again next time: %s"
            logger.warning(told, anchor.made_on, address.email, reason)
            return
        address.mailed_until = anchor.made_at
        address.save(update_fields=["mailed_until"])


def _letter(anchor: Anchor) -> Letter:
    tenant = current_tenant()
    with translation.override(getattr(tenant, "language", None) or translation.get_language()):
        return anchor_letter(anchor, name=str(getattr(tenant, "name", "")))


def anchor_letter(anchor: Anchor, *, name: str) -> Letter:
    """Write what is kept of an anchor outside: its root, and how far each book had come."""
    covered = list(anchor.heads.in_order())
    facts = {
        "name": name,
        "day": date_format(anchor.made_on, "DATE_FORMAT"),
        "moment": f"{anchor.made_at:%Y-%m-%dT%H:%M:%SZ}",
    }
    left = len(covered) - BOOKS_IN_A_LETTER
    return Letter(
        subject=_("%(name)s: anchor of %(day)s") % facts,
        paragraphs=[
            _("How far the books of %(name)s had come at %(moment)s, under one hash:") % facts,
            anchor.root_hex,
            _(
                "Keep this mail. Whoever rewrites or shortens a book later cannot change what "
                "stands here: give this hash to the verify.py of any export of the news book, "
                "and it says whether the books still are what they were."
            ),
            *(_head_line(one.book.code, one.seq, one.head) for one in covered[:BOOKS_IN_A_LETTER]),
            *([_("%(left)s further books stand in the export.") % {"left": left}] * (left > 0)),
        ],
        language=translation.get_language() or "",
    )


def _head_line(code: str, seq: int, head: bytes) -> str:
    return f"{code} · {seq} · {head.hex()}"
