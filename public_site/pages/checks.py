"""System checks of the website."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, register
from django.core.checks import Warning as Caution

from public_site.pages.legal import unfinished


@register(Tags.security, deploy=True)
def legal_texts_are_finished(
    app_configs: Sequence[Any] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Warn in production while visitors read of somebody who is not named."""
    if settings.DEVELOPMENT:
        return []
    return [
        Caution(
            f"{name} still has places to fill in.",
            hint="Set the variables that it names, or put a text of your own into "
            "LEGAL_FOLDER; have a lawyer read either.",
            id="public_site.W001",
        )
        for name in unfinished()
    ]
