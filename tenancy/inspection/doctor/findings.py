"""One thing that is wrong, what to do about it, and whether that is done."""

from collections.abc import Callable
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Finding:
    """`code` is for programs, `subject` a schema, host, folder or index.

    `remedy` says what a person does; `repair` does what is safe, where something is.
    """

    code: str
    subject: str
    message: str
    remedy: str = ""
    repair: Callable[[], object] | None = None
    repaired: bool = False

    def mended(self) -> "Finding":
        """Return it as repaired."""
        return replace(self, repaired=True)

    def failed(self, reason: str) -> "Finding":
        """Return it as not repaired, and why."""
        return replace(self, message=f"{self.message} Its repair failed: {reason}")
