"""Reports as they were issued: what each is about, its seals, its fingerprint; never changed.

The paper itself is not kept: it is made again from the book as it stood, so that what is erased
by law is erased from reports too.
"""

import secrets
import uuid
from datetime import tzinfo
from typing import TYPE_CHECKING, Any, Self
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tenant_site.books.fields import BytesField

if TYPE_CHECKING:
    from tenant_site.books.models import Book, Entry

TOKEN_LENGTH = 32  # more than 150 bits
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none is taken for another when it is typed
MOST_ENTRIES = 500  # that a paper shows, and as many later ones about them


class Kind(models.TextChoices):
    """What a report is about."""

    ACTIVITY = "activity", _("Activity report")
    NOTHING = "nothing", _("Certificate: nothing to report")
    HANDOVER = "handover", _("Hand-over")
    ENTRY = "entry", _("Entry")


class Cause(models.TextChoices):
    """What an entry did to a version, so that another one takes its place."""

    CORRECTION = "correction"
    LATE = "late"
    SIGNATURE = "signature"
    SUPPRESSION = "suppression"


WHY = {
    Cause.CORRECTION: _("Entry %(seq)s corrects what stands in the version before it."),
    Cause.LATE: _("Entry %(seq)s was written later and is about the same days."),
    Cause.SIGNATURE: _("Entry %(seq)s signs for the hand-over."),
    Cause.SUPPRESSION: _("By entry %(seq)s something in it was suppressed by law."),
}


def new_token() -> str:
    """Return what nobody guesses, for the link that stands on the paper."""
    return "".join(secrets.choice(LETTERS) for _ in range(TOKEN_LENGTH))


class ReportQuerySet(models.QuerySet["Report"]):
    """Questions one may ask about reports."""

    def of_book(self, book: "Book") -> Self:
        """Keep the reports of one book, newest first."""
        return self.filter(book=book).order_by("-number", "-version")

    def newest_versions(self) -> Self:
        """Keep of each report its last version."""
        newer = Report.objects.filter(
            book=OuterRef("book"), number=OuterRef("number"), version__gt=OuterRef("version")
        )
        return self.filter(~Exists(newer))

    def showing(self, entry: "Entry") -> Self:
        """Keep the reports in which `entry` stands."""
        of_numbers = Q(from_seq__lte=entry.seq, to_seq__gte=entry.seq)
        return self.filter(of_numbers | Q(after_seqs__contains=[entry.seq]), book=entry.book_id)

    def before(self, number: int | None) -> Self:
        """Keep what stands before a number: a page never shifts."""
        return self if number is None else self.filter(number__lt=number)


class Report(models.Model):
    """One version of one report, about the entries `[from_seq..to_seq]` of its book.

    `after_seqs` are later entries that it shows because they are about these: corrections, and
    what was written late. It knows the book up to `known_seq`. `facts` keeps what is printed and
    may be called otherwise later. One that nobody issued was issued by the book itself, `because`
    of the entry `because_seq`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token = models.CharField(max_length=64, unique=True, default=new_token)
    book = models.ForeignKey(
        "books.Book", on_delete=models.PROTECT, related_name="reports", db_index=False
    )
    number = models.BigIntegerField(_("number"))
    version = models.BigIntegerField(_("version"))
    kind = models.CharField(max_length=20, choices=Kind)
    begins_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    from_seq = models.BigIntegerField()
    to_seq = models.BigIntegerField()
    known_seq = models.BigIntegerField()
    first_hash = BytesField(max_length=32)
    last_hash = BytesField(max_length=32)
    after_seqs = ArrayField(models.BigIntegerField(), default=list)
    after_hashes = ArrayField(models.CharField(max_length=64), default=list)
    anchor = models.ForeignKey(
        "proofs.Anchor", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    facts = models.JSONField()
    issued_by = models.ForeignKey(
        "members.Member", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    issued_at = models.DateTimeField()
    because = models.CharField(max_length=20, choices=Cause, blank=True)
    because_seq = models.BigIntegerField(null=True)
    sha256 = BytesField(max_length=32)
    size_bytes = models.BigIntegerField()

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["book", "number", "version"], name="report_version_is_one"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, version__gte=1), name="report_number_counts"
            ),
            models.CheckConstraint(
                condition=Q(from_seq__gte=1, to_seq__gte=F("from_seq"), known_seq__gte=F("to_seq")),
                name="report_is_about_entries",
            ),
            models.CheckConstraint(
                condition=Q(
                    to_seq__lt=F("from_seq") + MOST_ENTRIES, after_seqs__len__lte=MOST_ENTRIES
                ),
                name="report_fits_on_paper",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values),
                name="report_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(begins_at=None, ends_at=None) | Q(ends_at__gt=F("begins_at")),
                name="report_has_a_span_or_none",
            ),
            models.CheckConstraint(
                condition=Q(because="", because_seq=None, issued_by__isnull=False)
                | Q(
                    because__in=Cause.values,
                    because_seq__isnull=False,
                    because_seq__gte=1,
                    because_seq__lte=F("known_seq"),
                    version__gte=2,
                ),
                name="report_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.book_id}/{self.number}v{self.version}"

    def get_absolute_url(self) -> str:
        """Return the address of the report's page; `book` should be loaded."""
        return reverse("report_detail", args=[self.book.code, self.number, self.version])

    @property
    def sha256_hex(self) -> str:
        """The fingerprint of the PDF as it was issued."""
        return self.sha256.hex()

    @property
    def zone(self) -> tzinfo:
        """The time zone in which the paper counts its days."""
        return ZoneInfo(self.facts["zone"])

    @property
    def language(self) -> str:
        """The language of the paper."""
        return str(self.facts["language"])

    @property
    def about(self) -> str:
        """What it is about, in the words that were printed."""
        return str(self.facts["about"])

    @property
    def issuer(self) -> str:
        """Who issued it, by the name of that moment."""
        return str(self.facts["by"]) or gettext("the book itself")

    @property
    def why(self) -> str:
        """Why it took the place of the version before it; "" where that was not kept."""
        return WHY[Cause(self.because)] % {"seq": self.because_seq} if self.because else ""

    @property
    def refusal(self) -> "RefusedVersion | None":
        """Why the book could issue no further version; a list has loaded it with the report."""
        return getattr(self, "refused", None)

    @property
    def numbers(self) -> range:
        """The numbers that it is about, one after the other."""
        return range(self.from_seq, self.to_seq + 1)

    def entry_filter(self) -> dict[str, Any]:
        """Return what finds the entries that it shows."""
        return {"book": self.book_id, "seq__in": [*self.numbers, *self.after_seqs]}


class MadeAnew(models.Model):
    """The fingerprint of a PDF that came out otherwise than the one that was issued.

    A newer setter makes other bytes of the same paper, and so does what was suppressed since.
    """

    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="made_anew", db_index=False
    )
    sha256 = BytesField(max_length=32)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["made_at"]
        constraints = [
            models.UniqueConstraint(fields=["report", "sha256"], name="made_anew_is_kept_once")
        ]

    def __str__(self) -> str:
        return f"{self.report_id}, {self.made_at:%Y-%m-%d %H:%M:%S}Z"

    @property
    def sha256_hex(self) -> str:
        """The fingerprint as pages show it."""
        return self.sha256.hex()


class RefusedVersion(models.Model):
    """Why the book itself could issue no further version, and how far it had come by then.

    It tries again once something else was written about the report.
    """

    report = models.OneToOneField(
        Report, on_delete=models.PROTECT, primary_key=True, related_name="refused"
    )
    code = models.CharField(max_length=30)
    seq = models.BigIntegerField()
    known_seq = models.BigIntegerField()
    refused_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.report_id}: {self.code}"
