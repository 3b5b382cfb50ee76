"""The one spelling under which a badge is kept and compared."""

import re
import unicodedata

MAX_BADGE_LENGTH = 20


def normalise_badge(badge: str) -> str:
    """Fold width, case and blanks: ` g-017 ` and `G-017` are one badge."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", badge)).upper()
