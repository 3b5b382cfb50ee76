"""Anchors: how far every book had come at a moment, under one hash; nobody changes them."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenant_site.books.fields import BytesField
from tenant_site.books.models import Book, Entry
from tenant_site.proofs.checks import Check as Check
from tenant_site.proofs.merkle import root_of


class AnchorQuerySet(models.QuerySet["Anchor"]):
    """Questions one may ask about anchors."""

    def newest_first(self) -> Self:
        """Put the latest first, each with the heads that it covers and their books."""
        covered = models.Prefetch("heads", AnchoredHead.objects.in_order())
        return self.order_by("-made_on").select_related("stamp").prefetch_related(covered)

    def unstamped(self) -> Self:
        """Keep those without a time stamp, the latest first."""
        return self.filter(stamp=None).order_by("-made_on")

    def waiting_for(self, address: "AnchorAddress") -> Self:
        """Keep what `address` was not sent yet, the oldest first."""
        return self.filter(made_at__gt=address.mailed_until).order_by("made_at")


class Anchor(models.Model):
    """One hash over the heads of all books that had entries on a day; see `merkle`."""

    made_on = models.DateField(_("day"), unique=True)
    made_at = models.DateTimeField(_("made at"))
    root = BytesField(max_length=32)

    objects = AnchorQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.made_on}: {self.root.hex()[:12]}"

    @property
    def root_hex(self) -> str:
        """The root as mails and pages show it."""
        return self.root.hex()

    @property
    def fits_its_heads(self) -> bool:
        """Say whether the root is that of the heads that stand below it."""
        return root_of([(one.book_id, one.seq, one.head) for one in self.heads.all()]) == self.root


class AnchorStamp(models.Model):
    """What a time-stamping authority answered (RFC 3161): the anchor's root stood at that moment.

    `response` is the whole answer, as `openssl ts -verify` reads it.
    """

    anchor = models.OneToOneField(
        Anchor, on_delete=models.PROTECT, primary_key=True, related_name="stamp"
    )
    stamped_at = models.DateTimeField()
    authority = models.CharField(max_length=253)
    response = BytesField()

    def __str__(self) -> str:
        return f"{self.stamped_at:%Y-%m-%d %H:%M:%S}Z, {self.authority}"


class AnchoredHeadQuerySet(models.QuerySet["AnchoredHead"]):
    """Questions one may ask about anchored heads."""

    def in_order(self) -> Self:
        """Put them by the names of their books, which are loaded."""
        return self.select_related("book").order_by("book__name", "book__code")

    def of_no_book(self) -> Self:
        """Keep those whose book is gone, which only somebody who goes around its key can do."""
        return self.exclude(book__in=Book.objects.all())

    def with_today(self) -> Self:
        """Annotate `code` of the book and `sealed`, what it bears at that number; None is gone."""
        standing = Entry.objects.filter(book=OuterRef("book"), seq=OuterRef("seq"))
        books = Book.objects.filter(pk=OuterRef("book"))
        return self.annotate(
            code=Subquery(books.values("code")), sealed=Subquery(standing.values("hash")[:1])
        )

    def forsaken(self) -> Self:
        """Keep of each book the first that it does not bear out any more; the book may be gone."""
        is_forsaken = Q(code=None) | Q(sealed=None) | ~Q(sealed=F("head"))
        forsaken = self.with_today().filter(is_forsaken).select_related("anchor")
        return forsaken.order_by("book_id", "anchor__made_on").distinct("book_id")


class AnchoredHead(models.Model):
    """How far one book had come when the anchor was made."""

    anchor = models.ForeignKey(
        Anchor, on_delete=models.PROTECT, related_name="heads", db_index=False
    )
    book = models.ForeignKey(
        "books.Book", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    seq = models.BigIntegerField(_("number"))
    head = BytesField(max_length=32)
    code: "str | None"  # both given by `with_today`
    sealed: "bytes | None"

    objects = AnchoredHeadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["anchor", "book"], name="anchor_covers_a_book_once"),
            models.CheckConstraint(condition=Q(seq__gte=1), name="anchored_seq_counts"),
        ]

    def __str__(self) -> str:
        return f"{self.book_id}#{self.seq}"


class AnchorAddressQuerySet(models.QuerySet["AnchorAddress"]):
    """Questions one may ask about the addresses of anchors."""

    def for_page(self) -> Self:
        """Put them in order, each with `waits_since`: the day of the first anchor not taken."""
        waiting = Anchor.objects.filter(made_at__gt=OuterRef("mailed_until")).order_by("made_at")
        since = Subquery(waiting.values("made_on")[:1])
        return self.annotate(waits_since=since).order_by("email")


class AnchorAddress(models.Model):
    """Where anchors are mailed to, out of reach of whoever could change this database.

    Anchors that were made until `mailed_until` were taken there, or are older than the address.
    """

    email = models.EmailField(_("e-mail"), unique=True)
    added_at = models.DateTimeField(auto_now_add=True)
    mailed_until = models.DateTimeField(db_default=Now())
    waits_since: "date | None"  # given by `for_page`

    objects = AnchorAddressQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(email=models.functions.Lower("email")),
                name="anchor_address_is_lower_case",
            ),
        ]

    def __str__(self) -> str:
        return self.email


class Origin(models.Model):
    """Another workspace that this one is a copy of: books that it opened begin with its id."""

    client_id = models.UUIDField(primary_key=True)
    noted_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.client_id)
