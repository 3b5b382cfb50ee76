"""Who takes payments for the service: none, or the one that PAYMENT_PROVIDER names."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal, Protocol, cast
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from public_site.billing.models import Invoice


class NotGenuine(Exception):
    """The report does not come from the provider, or is too old to be a fresh one."""


class ProviderUnreachable(Exception):
    """The provider did not begin the payment; trying again later may help."""


@dataclass(frozen=True)
class Report:
    """One event of the provider in our words; `fact` is empty when it is about no payment of ours.

    The payment is of `invoice_id`, as far as the provider knows.
    """

    event_id: str
    kind: str
    happened_at: datetime
    fact: Literal["", "paid", "refunded"] = ""
    invoice_id: UUID | None = None
    amount: Decimal | None = None
    currency: str = ""
    reference: str = ""


class PaymentProvider(Protocol):
    """The one interface behind which a provider stands."""

    name: str

    def start_checkout(self, invoice: Invoice, *, back_to: str) -> str:
        """Return the address where the invoice is paid; the payer comes back to `back_to`.

        Raises:
            ProviderUnreachable: it could not begin.
        """

    def read_report(self, body: bytes, headers: Mapping[str, str]) -> Report:
        """Verify the raw `body` and only then read it.

        Raises:
            NotGenuine: its signature is wrong or old.
        """


def provider() -> PaymentProvider | None:
    """Return the provider of this service, if it has one."""
    path: str = settings.PAYMENT_PROVIDER
    return cast(PaymentProvider, import_string(path)()) if path else None
