"""What is answered to a form that corrects: it begins with what stands there, files included."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tenant_site.books.answering import Answers
from tenant_site.books.models import Entry
from tenant_site.corrections.content import right_values
from tenant_site.entry_forms.posted import data_of
from tenant_site.entry_forms.values import Values


@dataclass
class RightAnswers(Answers):
    """Answers that take the place of those in `stood`; files that stand there go on to count."""

    stood: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def instead_of(cls, source: Entry, given: Answers, *, is_sent: bool) -> "RightAnswers":
        """Return what was sent, or before anything is sent what `source` says."""
        stood = right_values(source)
        begun = given.data
        if given.version is not None and not is_sent:
            begun = data_of(given.version.form, stood)
        return cls(given.version, begun, given.files, stood=stood)

    @property
    def differ(self) -> bool:
        """Say whether anything is answered otherwise than it stands there."""
        return self.version is not None and self.values != self.stood

    def pass_over(self) -> None:
        """Forget the answers and what is wrong with them: nothing takes their place."""
        self.values, self.problems = {}, []

    def _said_in(self, entry: Entry) -> Values:
        return right_values(entry)

    def _hashes(self, first: Entry | None) -> dict[str, list[str]]:
        found = super()._hashes(first)
        if first is not None:
            return found
        return {key: [*self.stood.get(key, []), *new] for key, new in found.items()}
