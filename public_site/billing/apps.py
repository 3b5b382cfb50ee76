"""Application of invoices and payments."""

from django.apps import AppConfig


class BillingConfig(AppConfig):
    """Invoices of the service and events of its payment provider."""

    name = "public_site.billing"
    label = "billing"
