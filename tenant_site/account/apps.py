"""Application of the pages about one's own account."""

from django.apps import AppConfig


class AccountConfig(AppConfig):
    """Pages about one's own account; the label leaves `account` to allauth."""

    name = "tenant_site.account"
    label = "own_account"
