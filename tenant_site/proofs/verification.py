"""Prove every book, and hold it against its anchors: cut tails and rewritten pasts are found."""

from collections.abc import Iterator
from typing import Any

from tenancy.inspection.verifying import Problem
from tenant_site.books.models import Book
from tenant_site.books.verification import twin_types, verify
from tenant_site.proofs.models import Anchor, AnchoredHead, AnchoredHeadQuerySet
from tenant_site.proofs.origins import opener_of, openers
from tenant_site.proofs.stamping import holds


def verify_tenant(tenant: Any) -> Iterator[Problem]:
    """Yield what does not hold of books and anchors of the tenant in force (TENANT_VERIFIERS).

    The chain of a book that was written anew holds in itself; what was anchored of it before
    does not fit any more; the first that does not is told of each book. Whoever removes the
    anchors as well is found by the mailed ones alone.
    """
    yield from twin_types()
    known = openers(tenant.pk)
    for book in Book.objects.order_by("code"):
        for one in verify(book, client_id=opener_of(book, known)):
            yield Problem(one.code, f"{book.code}#{one.seq}", one.message)
    yield from changed_anchors()
    yield from forsaken(AnchoredHead.objects.all())


def changed_anchors() -> Iterator[Problem]:
    """Yield the anchors whose root is not that of what they cover, and stamps of something else."""
    anchors = Anchor.objects.order_by("made_on").select_related("stamp")
    for anchor in anchors.prefetch_related("heads").iterator(100):
        place = f"anchor {anchor.made_on}"
        if not anchor.fits_its_heads:
            yield Problem("anchor", place, "Its root is not that of the heads below it.")
        if hasattr(anchor, "stamp") and not holds(anchor.stamp):
            yield Problem("stamp", place, "Its time stamp is not of this anchor, or was changed.")


def forsaken(heads: AnchoredHeadQuerySet) -> Iterator[Problem]:
    """Yield of each book the first of these `heads` that it does not bear out any more."""
    for head in sorted(heads.forsaken(), key=lambda one: one.code or ""):
        place = f"{head.code or head.book_id}#{head.seq}"
        if head.code is None:
            told = f"It was anchored on {head.anchor.made_on}."
            yield Problem("anchored_tail", place, f"The whole book is missing. {told}")
        elif head.sealed is None:
            told = f"It stood there when the books were anchored on {head.anchor.made_on}."
            yield Problem("anchored_tail", place, f"The entry is missing. {told}")
        else:
            told = f"Another seal was anchored on {head.anchor.made_on}."
            yield Problem("anchored_seal", place, f"The book was written anew. {told}")
