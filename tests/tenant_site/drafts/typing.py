"""Type into a form the way its page does."""

from typing import Any
from uuid import UUID, uuid4

from django.test import Client as Browser

WRITE = "/books/main-gate/write/003/"


class TypingPage:
    """A page with an entry's form: it knows its draft, itself, and how often it saved."""

    def __init__(self, browser: Browser, client_uuid: UUID | None = None, seen: str = "") -> None:
        self.browser, self.client_uuid = browser, client_uuid or uuid4()
        self.page, self.turn, self.seen = uuid4(), 0, seen

    def sent(self, **typed: Any) -> dict[str, Any]:
        claim = {"client_uuid": self.client_uuid, "page": self.page, "turn": self.turn}
        return {**claim, "seen": self.seen, **typed}

    def save(self, text: str = "Gate open", *, at: str = WRITE, **typed: Any) -> Any:
        self.turn += 1
        return self.browser.post(f"{at}draft/", self.sent(text=text, **typed))

    def upload(self, file: Any, *, at: str = WRITE, **said: Any) -> Any:
        return self.browser.post(f"{at}files/", self.sent(upload=file, **said))

    def write(self, text: str, **typed: Any) -> Any:
        sent = self.sent(text=text, occurred_at="2026-03-01T01:10", **typed)
        return self.browser.post(WRITE, sent)
