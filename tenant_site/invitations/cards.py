"""Badge cards: a name, a badge, a one-time PIN and a code that opens the sign-in page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import segno
from django.utils.safestring import SafeString, mark_safe

from tenant_site.invitations.pins import Issued


@dataclass(frozen=True)
class Card:
    """What is printed for one member."""

    issued: Issued
    code: SafeString

    @property
    def name(self) -> str:
        """Whose card it is."""
        return self.issued.member.display_name

    @property
    def badge(self) -> str:
        """With what they sign in."""
        return self.issued.member.badge or ""

    @property
    def pin(self) -> tuple[str, str]:
        """The PIN in two groups of digits."""
        return self.issued.halves


def cards_of(issued: Iterable[Issued], *, sign_in_url: Callable[[str], str]) -> list[Card]:
    """Return the cards of those who just got a PIN."""
    return [Card(one, qr_code(sign_in_url(one.member.badge or ""))) for one in issued]


def qr_code(text: str) -> SafeString:
    """Return the QR code of `text` as SVG to stand in a page, without size or style."""
    svg: str = segno.make(text, error="m", micro=False).svg_inline(
        border=2, omitsize=True, svgclass="qr", lineclass=None, dark="#000", light="#fff"
    )
    return mark_safe(svg)  # noqa: S308  # segno draws paths; the text is in none of them
