"""Application of the mailbox."""

from django.apps import AppConfig


class MailboxConfig(AppConfig):
    """Holds the mailbox's templates."""

    name = "public_site.mailbox"
    label = "mailbox"
