"""System checks of the settings; each names the variable to change."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cryptography import x509
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Caution

LEAST_SECRET_LENGTH = 50


@register()
def stamps_can_be_proved(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse certificates of a time-stamping authority that cannot be read, before the night."""
    path = settings.TSA_CERTIFICATES
    try:
        if path:
            x509.load_pem_x509_certificates(Path(path).read_bytes())
    except (OSError, ValueError) as problem:
        told = f"The certificates of the time-stamping authority cannot be read: {problem}."
        hint = "Set TSA_CERTIFICATES to a file with certificates as PEM."
        return [Error(told, hint=hint, id="project.E003")]
    return []


@register(Tags.security)
def production_is_safe(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse what must not run where others can reach it."""
    if settings.DEVELOPMENT:
        return []
    found: list[CheckMessage] = []
    if settings.DEBUG:
        found.append(Error("DEBUG is on in production.", hint="Unset DEBUG.", id="project.E001"))
    if len(settings.SECRET_KEY) < LEAST_SECRET_LENGTH:
        found.append(
            Error(
                f"SECRET_KEY has {len(settings.SECRET_KEY)} characters.",
                hint="Set SECRET_KEY to 50 or more random characters.",
                id="project.E002",
            )
        )
    if "locmem" in settings.CACHES["default"]["BACKEND"]:
        found.append(
            Caution(
                "Each process counts failed sign-ins on its own.",
                hint="Set CACHE_URL to a cache that all processes share.",
                id="project.W001",
            )
        )
    return found
