"""Make the anchor of a day, and mail it to where nobody who holds the database can change it."""

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.letters import Letter
from tenancy.context import current_tenant
from tenant_site.books.models import BookHead
from tenant_site.proofs.merkle import Head, root_of
from tenant_site.proofs.models import Anchor, AnchorAddress, AnchoredHead

BOOKS_IN_A_LETTER = 60


def anchor_daily() -> str | None:
    """Anchor the books of the workspace in force, once a day and only when something is new."""
    tenant = current_tenant()
    zone = getattr(tenant, "zone", None)
    anchor = make_anchor(on=timezone.localdate(timezone=zone))
    return f"anchor {anchor.root_hex}" if anchor else None


@transaction.atomic
def make_anchor(*, on: date) -> Anchor | None:
    """Anchor all books that have entries, and mail it; None when `on` has one, or nothing is new.

    The heads are read by one statement, so they stood side by side at one moment.
    """
    heads: list[Head] = list(
        BookHead.objects.filter(seq__gt=0).order_by("book").values_list("book_id", "seq", "head")
    )
    root = root_of(heads)
    latest = Anchor.objects.order_by("-made_on").first()
    if not heads or (latest and latest.root == root):
        return None
    try:
        with transaction.atomic():
            anchor = Anchor.objects.create(made_on=on, made_at=timezone.now(), root=root)
    except IntegrityError:
        return None
    AnchoredHead.objects.bulk_create(
        AnchoredHead(anchor=anchor, book_id=book_id, seq=seq, head=head)
        for book_id, seq, head in heads
    )
    to = list(AnchorAddress.objects.order_by("email").values_list("email", flat=True))
    if to:
        _mail(anchor, to)
    return anchor


def _mail(anchor: Anchor, to: Sequence[str]) -> None:
    """Mail it after commit; an address that is refused keeps no other waiting."""
    tenant = current_tenant()
    with translation.override(getattr(tenant, "language", None) or translation.get_language()):
        letter = anchor_letter(anchor, name=str(getattr(tenant, "name", "")))
    for address in to:
        letter.tell(address)


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
