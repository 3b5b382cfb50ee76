"""Mails of the service: one look, plain text and HTML, in the language of their reader."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy

NOT_SENT = gettext_lazy("The mail could not be sent. Try again in a minute.")


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

    def tell(self, *to: str) -> None:
        """Mail it after commit. What it tells has happened: a mail server that is away is logged.

        What somebody waits for is sent by `send`, whose caller says that it was not sent.
        """
        transaction.on_commit(lambda: self.send(*to), robust=True)

    def send(self, *to: str) -> None:
        """Mail it; each recipient sees only their own address.

        Raises:
            OSError: the mail server takes no mail now.
        """
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
