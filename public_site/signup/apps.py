"""Application of sign-up, and what it hears from django-tenants."""

from typing import Any

from django.apps import AppConfig
from django.db import transaction
from django_tenants.signals import post_schema_sync, schema_migrate_message


class SignUpConfig(AppConfig):
    """From a prospect to a workspace with a first book."""

    name = "public_site.signup"
    label = "signup"

    def ready(self) -> None:
        """Listen to the signals that django-tenants documents for progress and welcome mails."""
        from public_site.signup.reporting import hear

        schema_migrate_message.connect(hear, dispatch_uid="signup.progress")
        post_schema_sync.connect(welcome_after_commit, dispatch_uid="signup.welcome")


def welcome_after_commit(sender: Any, *, tenant: Any, **kwargs: Any) -> None:
    """Mail the welcome once the workspace is really there; a mail that fails breaks nothing."""
    from public_site.signup.working import welcome

    def after_commit() -> None:  # Django names what failed: a partial has no name
        welcome(tenant.pk)

    if getattr(tenant, "signup_key", None):
        transaction.on_commit(after_commit, robust=True)
