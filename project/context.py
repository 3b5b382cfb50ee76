"""What every template of both sites knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the addresses that pages link to."""
    return {
        "site_template": settings.SITE_TEMPLATE,  # what pages of both sites extend
        "public_url": settings.PUBLIC_URL,
        "public_host": settings.PUBLIC_HOST,
        "contact_email": settings.CONTACT_EMAIL,
        "workspaces_folder": settings.TENANT_SUBFOLDER_PREFIX,
        "has_mail": settings.HAS_MAIL,
        "has_mailbox": bool(settings.DEVELOPMENT and settings.MAILBOX_FOLDER),
    }
