"""A book, the head of its chain, and the types of entry that it takes."""

import uuid
from typing import TYPE_CHECKING, Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.visible import validate_visible
from tenant_site.books.fields import BytesField

if TYPE_CHECKING:
    from tenant_site.members.models import Member

MAX_CODE_LENGTH, MAX_HELP_LENGTH = 60, 300


class BookQuerySet(models.QuerySet["Book"]):
    """Questions one may ask about books, each on behalf of a member."""

    def readable_by(self, member: "Member") -> Self:
        """Keep the books whose entries `member` may see."""
        return self if member.reads_every_book else self.filter(members=member)

    def writable_by(self, member: "Member") -> Self:
        """Keep the books in which `member` may write, were they open."""
        if member.writes_every_book:
            return self
        return self.none() if member.reads_every_book else self.filter(members=member)

    def for_list(self) -> Self:
        """Prepare the page of books: how far each has come, open ones first, by name."""
        return self.select_related("head").order_by("-is_open", "name", "code")


class Book(models.Model):
    """The log of one post. Its entries are numbered 1, 2, 3 … without gaps."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(_("code"), max_length=MAX_CODE_LENGTH)
    name = models.CharField(_("name"), max_length=120, validators=[validate_visible])
    post = models.CharField(_("post"), max_length=120, blank=True, validators=[validate_visible])
    is_open = models.BooleanField(_("takes entries"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = BookQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="book_code_is_unique"),
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$"),
                name="book_code_fits_an_address",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the book's page."""
        return reverse("book_detail", args=[self.code])


class BookHead(models.Model):
    """How far a book has come: its last number and hash, and the one lock of its writers."""

    book = models.OneToOneField(
        Book, on_delete=models.CASCADE, primary_key=True, related_name="head"
    )
    seq = models.BigIntegerField(default=0)
    head = BytesField(max_length=32)
    last_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(seq__gte=0), name="book_head_seq_counts"),
        ]

    def __str__(self) -> str:
        return f"{self.seq}:{self.head.hex()[:12]}"


class Severity(models.TextChoices):
    """How much an entry of a type asks to be looked at."""

    ROUTINE = "routine", _("routine")
    NOTICE = "notice", _("worth noticing")
    ALERT = "alert", _("alert")


class EntryTypeQuerySet(models.QuerySet["EntryType"]):
    """Questions one may ask about the types of entry."""

    def offered(self) -> Self:
        """Keep what may be written today, in the order of the list."""
        return self.filter(is_active=True).order_by("position", "code")


class EntryType(models.Model):
    """A kind of entry: "006 Visitor control"."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=120, validators=[validate_visible])
    severity = models.CharField(
        _("severity"), max_length=20, choices=Severity, default=Severity.ROUTINE
    )
    help = models.CharField(
        _("help"),
        max_length=MAX_HELP_LENGTH,
        blank=True,
        default="",
        db_default="",
        validators=[validate_visible],
    )
    icon = models.CharField(max_length=40, default="notebook-pen")
    position = models.BigIntegerField(default=0)
    is_active = models.BooleanField(_("offered"), default=True)

    objects = EntryTypeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="entry_type_code_is_unique"),
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$"),
                name="entry_type_code_fits_an_address",
            ),
            models.CheckConstraint(
                condition=models.Q(severity__in=["routine", "notice", "alert"]),
                name="entry_type_severity_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def tone(self) -> str:
        """The badge in which the design system shows this severity."""
        return tone_of(self.severity)


def tone_of(severity: str) -> str:
    """Return the badge in which the design system shows a severity."""
    return {"notice": "warning", "alert": "danger"}.get(severity, "accent")
