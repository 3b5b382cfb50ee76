"""Invoices, their numbers without gaps, and what the payment provider reported.

They outlive the client, so they name it by value and no constraint leads to its row.
"""

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from public_site.plans import Plan, plan_of


class InvoiceQuerySet(models.QuerySet["Invoice"]):
    """Questions one may ask about invoices."""

    def of_client(self, client_id: uuid.UUID) -> Self:
        """Keep those of one client, the latest first."""
        return self.filter(client_id=client_id).order_by("-period_to", "-created_at")

    def shown(self) -> Self:
        """Keep what its client may see: everything that was issued."""
        return self.exclude(state=Invoice.State.DRAFT)

    def open(self) -> Self:
        """Keep what is to be paid."""
        return self.filter(state=Invoice.State.ISSUED)

    def paid(self) -> Self:
        """Keep what is paid."""
        return self.filter(state=Invoice.State.PAID)


class Invoice(models.Model):
    """What a client owes for a period. Once issued, it has a number and never changes what it says.

    A trigger in the database refuses such changes and any removal of what has a number.
    """

    class State(models.TextChoices):
        """How far an invoice has come."""

        DRAFT = "draft", _("draft")
        ISSUED = "issued", _("to be paid")
        PAID = "paid", _("paid")
        VOID = "void", _("void")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.BigIntegerField(null=True, unique=True, editable=False)
    client_id = models.UUIDField()
    client_name = models.CharField(max_length=120)
    plan = models.CharField(max_length=20)
    period_from = models.DateField(_("from"))
    period_to = models.DateField(_("to"))
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    note = models.CharField(_("note"), max_length=300, blank=True, default="")
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    issued_on = models.DateField(null=True, blank=True)
    paid_on = models.DateField(null=True, blank=True)
    voided_on = models.DateField(null=True, blank=True)
    reference = models.CharField(  # of the transfer, or the provider's
        _("reference"), max_length=120, blank=True, default=""
    )

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["client_id", "period_to"], name="invoice_by_client")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "issued", "paid", "void"]),
                name="invoice_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", number__isnull=True, issued_on__isnull=True)
                | Q(
                    state__in=["issued", "paid", "void"],
                    number__gte=1,
                    issued_on__isnull=False,
                ),
                name="invoice_has_a_number_once_issued",
            ),
            models.CheckConstraint(
                condition=~Q(state="paid") | Q(paid_on__isnull=False), name="invoice_paid_has_a_day"
            ),
            models.CheckConstraint(
                condition=Q(state="void", voided_on__isnull=False)
                | (~Q(state="void") & Q(voided_on__isnull=True)),
                name="invoice_void_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="invoice_amount_is_above_zero",
                violation_error_message=_("The amount has to be above zero."),
            ),
            models.CheckConstraint(
                condition=Q(period_to__gte=F("period_from")),
                name="invoice_period_has_an_order",
                violation_error_message=_("The period ends before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(currency__regex=r"^[A-Z]{3}$"),
                name="invoice_currency_is_a_code",
                violation_error_message=_("A currency has three capital letters, such as USD."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number or '–'} {self.client_name}"

    @property
    def offer(self) -> Plan:
        """Return the plan that it is for."""
        return plan_of(self.plan)

    @property
    def is_open(self) -> bool:
        """Say whether it is to be paid."""
        return self.state == self.State.ISSUED


class InvoiceCounter(models.Model):
    """The last number that was given: one row, held while the next one is."""

    id = models.BigIntegerField(primary_key=True, default=1)
    last = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="invoice_counter_is_one_row")]

    def __str__(self) -> str:
        return str(self.last)


class PaymentEvent(models.Model):
    """One event that a provider reported: kept as it came, counted once.

    `fact` and what follows is what it says of an invoice; empty for events of other kinds.
    """

    class Fact(models.TextChoices):
        """What happened to money."""

        NONE = "", _("something else")
        PAID = "paid", _("paid")
        REFUNDED = "refunded", _("paid back")

    class Outcome(models.TextChoices):
        """What followed from it."""

        IGNORED = "ignored", _("nothing to do")
        COUNTED = "counted", _("counted")
        UNKNOWN = "unknown", _("no such invoice")
        OTHER_CURRENCY = "currency", _("in another currency than the invoice")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provider = models.CharField(max_length=20)
    event_id = models.CharField(max_length=255)
    kind = models.CharField(max_length=100)
    fact = models.CharField(max_length=10, choices=Fact.choices, blank=True, default="")
    invoice_id = models.UUIDField(null=True, blank=True, db_index=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True, default="")
    reference = models.CharField(max_length=255, blank=True, default="")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField(default=timezone.now)
    payload = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "event_id"], name="payment_event_is_counted_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.event_id}"
