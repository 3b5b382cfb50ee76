"""What a kind of field has to be able to say."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tenant_site.entry_forms.problems import Problem

Text = str | Promise
Settings = Mapping[str, Any]
REQUIRED: Text = _("This is required.")


class ValueRefused(Exception):
    """One value is not acceptable: `code` for tests and programs, a sentence for people."""

    def __init__(self, code: str, message: Text) -> None:
        super().__init__(str(message))
        self.code, self.message = code, str(message)


class Setting:
    """What may be decided about the fields of a kind, and how it is checked."""

    default: object = None

    def clean(self, value: object) -> object:
        """Return the setting as it is kept.

        Raises:
            ValueRefused: it cannot be that.
        """
        raise NotImplementedError


class Kind:
    """A kind of field: its settings, how a value is taken and how it reads.

    A value is what `canonical_json` can seal: text, booleans, lists and objects of those; numbers
    are decimals as text. What is empty has no value at all.
    """

    name: ClassVar[str]
    label: ClassVar[Text]
    icon: ClassVar[str]
    has_value: ClassVar[bool] = True
    settings: ClassVar[Mapping[str, Setting]] = {}

    def answers(self, settings: Settings) -> Sequence[str] | None:
        """Return the keys of the answers where there is a fixed list of them, else None."""
        return None

    def clean(self, raw: object, settings: Settings) -> Any:
        """Return the value that `raw` says, or None when it says nothing.

        Raises:
            ValueRefused: it is no value of this kind, or outside of the field's limits.
            RowsRefused: it has rows, some of which are wrong.
        """
        raise NotImplementedError

    def read(self, value: Any, settings: Settings) -> str:
        """Return the value as one line of text for people, in the language in force."""
        return str(value)

    def dialled(self, value: Any) -> str:
        """Return where a tap on the value calls; nothing where it is no telephone number."""
        return ""

    def files_of(self, value: Any) -> Sequence[str]:
        """Return the hashes of the files that a value names."""
        return ()

    def strokes_of(self, value: Any) -> Sequence[str]:
        """Return what a hand drew, each stroke as the points of an SVG polyline."""
        return ()

    def problems_between(self, settings: Settings) -> Sequence[tuple[str, str, str]]:
        """Return what is wrong between settings, as name, code and sentence."""
        return ()


class RowsRefused(Exception):
    """Some cells are wrong; the problems' paths begin at the row's number."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} cells are wrong.")
        self.problems = problems
