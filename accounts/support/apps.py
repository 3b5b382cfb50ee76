"""Application of the access of support."""

from django.apps import AppConfig


class SupportConfig(AppConfig):
    """Grants by owners and visits by operators, in public: both sites read them."""

    name = "accounts.support"
    label = "support"
