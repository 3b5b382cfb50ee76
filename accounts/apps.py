"""Application of the accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """One account for a person across all workspaces."""

    name = "accounts"
