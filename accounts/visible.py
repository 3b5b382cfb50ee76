"""Names that look like what they are."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# controls, formatting (direction, zero width), surrogates, private use, unassigned, separators
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})

_LINK = re.compile(r"://|www\.|\.[a-z]{2,}/", re.IGNORECASE)


def validate_visible(text: str) -> None:
    """Raise `ValidationError` when `text` has characters that nobody sees or that turn others.

    With them one author could look like another: the categories are Unicode's, see UAX #44.
    """
    if any(unicodedata.category(character) in _UNSEEN for character in text):
        raise ValidationError(
            _("Leave out characters that cannot be seen. Type the name instead of pasting it."),
            code="unseen",
        )


def validate_unlinked(name: str) -> None:
    """Raise `ValidationError` when mail programs would make a link of a part of `name`.

    Names stand in letters to people who asked for none: whoever signs up cannot word our mails.
    """
    if _LINK.search(name):
        raise ValidationError(_("Leave web addresses out of a name."), code="link")
