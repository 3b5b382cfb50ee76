"""Names that look like what they are."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# controls, formatting (direction, zero width), surrogates, private use, unassigned, separators
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def validate_visible(text: str) -> None:
    """Raise `ValidationError` when `text` has characters that nobody sees or that turn others.

    With them one author could look like another: the categories are Unicode's, see UAX #44.
    """
    if any(unicodedata.category(character) in _UNSEEN for character in text):
        raise ValidationError(
            _("Leave out characters that cannot be seen. Type the name instead of pasting it."),
            code="unseen",
        )
