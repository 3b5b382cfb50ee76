"""Mails of the service: one look, plain text and HTML, in the language of their reader."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation


@dataclass(frozen=True)
class Letter:
    """What a mail says: sentences, perhaps a code to type, perhaps a button to press.

    The words are those of the language in force when it is made; `language` marks them.
    """

    subject: str
    paragraphs: Sequence[str]
    code: str = ""
    button: str = ""
    url: str = ""
    closing: Sequence[str] = ()
    language: str = ""

    def send(self, *to: str) -> None:
        """Mail it; each recipient sees only their own address."""
        language = self.language or translation.get_language() or "es"
        context = {"letter": self, "language": language}
        with translation.override(language):
            text = render_to_string("letters/letter.txt", context)
            page = render_to_string("letters/letter.html", context)
        for one in to:
            mail = EmailMultiAlternatives(
                " ".join(self.subject.split()), text.strip() + "\n", to=[one]
            )
            mail.attach_alternative(page, "text/html")
            mail.send()
