"""Make the anchor of a day: how far all books have come, under one hash."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from tenancy.context import current_tenant
from tenant_site.books.models import BookHead
from tenant_site.proofs.mailing import mail_anchors
from tenant_site.proofs.merkle import Head, root_of
from tenant_site.proofs.models import Anchor, AnchoredHead


def anchor_daily() -> str | None:
    """Anchor the books of the workspace in force, once a day and only when something is new.

    What no mail server took before is mailed again, on a day without an anchor too.
    """
    tenant = current_tenant()
    zone = getattr(tenant, "zone", None)
    anchor = make_anchor(on=timezone.localdate(timezone=zone))
    if anchor is None:
        mail_anchors()
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
    transaction.on_commit(mail_anchors, robust=True)
    return anchor
