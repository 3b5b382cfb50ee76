"""What an owner may decide about a field: limits, options, columns."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from tenant_site.entry_forms.kind import Kind, Setting, ValueRefused
from tenant_site.entry_forms.problems import Problem
from tenant_site.entry_forms.texts import plain

OPTION_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
MOST_OPTIONS, MOST_OPTION_LABEL = 200, 120


@dataclass(frozen=True)
class Whole(Setting):
    """A whole number between two others."""

    least: int
    most: int
    default: object = None

    def clean(self, value: object) -> int:
        """Return it."""
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueRefused("type", _("Give a whole number."))
        if not self.least <= value <= self.most:
            limits = {"least": self.least, "most": self.most}
            raise ValueRefused("range", _("From %(least)d to %(most)d.") % limits)
        return value


@dataclass(frozen=True)
class Number(Setting):
    """A decimal, kept as text."""

    default: object = None

    def clean(self, value: object) -> str:
        """Return it."""
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            raise ValueRefused("type", _("Give a number.")) from None
        if not number.is_finite() or abs(number.adjusted()) > 15:
            raise ValueRefused("range", _("Give a number of at most 15 digits."))
        return f"{number:f}"


@dataclass(frozen=True)
class Words(Setting):
    """A short text, such as a unit."""

    most: int = 20
    default: object = ""

    def clean(self, value: object) -> str:
        """Return it, trimmed."""
        if not isinstance(value, str) or len(value.strip()) > self.most:
            most = {"most": self.most}
            raise ValueRefused("length", _("Give a text of %(most)d characters at most.") % most)
        return plain(value)


@dataclass(frozen=True)
class YesNo(Setting):
    """Yes or no."""

    default: object = False

    def clean(self, value: object) -> bool:
        """Return it."""
        if not isinstance(value, bool):
            raise ValueRefused("type", _("Say yes or no."))
        return value


@dataclass(frozen=True)
class Options(Setting):
    """The answers of a choice: stable keys with labels."""

    default: object = ()

    def clean(self, value: object) -> list[dict[str, str]]:
        """Return them; two are the least."""
        if not isinstance(value, Sequence) or isinstance(value, str):
            raise ValueRefused("type", _("Give a list of answers."))
        if not 2 <= len(value) <= MOST_OPTIONS:
            most = {"most": MOST_OPTIONS}
            raise ValueRefused("count", _("Give 2 to %(most)d answers.") % most)
        options = [self._option(one) for one in value]
        for name in ("key", "label"):
            if len({option[name] for option in options}) < len(options):
                raise ValueRefused("twice", _("Two answers are the same."))
        return options

    @staticmethod
    def _option(value: object) -> dict[str, str]:
        key = value.get("key") if isinstance(value, Mapping) else None
        label = value.get("label") if isinstance(value, Mapping) else None
        if not isinstance(key, str) or not OPTION_KEY.fullmatch(key):
            raise ValueRefused("shape", _("The key of an answer has small letters and digits."))
        if not isinstance(label, str) or not 0 < len(plain(label)) <= MOST_OPTION_LABEL:
            most = {"most": MOST_OPTION_LABEL}
            text = _("Give each answer a name of 1 to %(most)d characters.") % most
            raise ValueRefused("length", text)
        return {"key": key, "label": plain(label)}


@dataclass(frozen=True)
class Columns(Setting):
    """Which columns of a row are shown, which must be filled in, and which wait for a type.

    A column of `by_type` may be folded away until the type that a row names asks for it.
    """

    names: Sequence[str] = ()
    always: Sequence[str] = ()
    by_type: Sequence[str] = ()
    default: object = None

    def clean(self, value: object) -> dict[str, str]:
        """Return `shown`, `required` or `by_type` by column; what is not named is hidden."""
        if not isinstance(value, Mapping):
            raise ValueRefused("type", _("Say of each column whether it is shown or required."))
        if unknown := value.keys() - set(self.names):
            named = {"names": ", ".join(sorted(map(str, unknown)))}
            raise ValueRefused("unknown", _("There is no column %(names)s.") % named)
        if not all(how in self.choices(str(name)) for name, how in value.items()):
            raise ValueRefused("unknown", _("A column is hidden, shown or required."))
        wanted = {name: str(value.get(name, "hidden")) for name in self.names}
        wanted |= dict.fromkeys(self.always, "required")
        return {name: how for name, how in wanted.items() if how != "hidden"}

    def choices(self, name: str) -> Sequence[str]:
        """Return what may be said of a column."""
        return ("hidden", *(["by_type"] if name in self.by_type else []), "shown", "required")


def read_settings(
    kind: Kind, data: object, path: str, problems: list[Problem]
) -> dict[str, object]:
    """Return a field's settings, completed by what is usual; faults go to `problems`."""
    if not isinstance(data, Mapping):
        problems.append(Problem(path, "type", _("Settings are an object.")))
        return {}
    problems += [
        Problem(f"{path}.{name}", "unknown", _("This kind of field has no such setting."))
        for name in sorted(map(str, data.keys() - kind.settings.keys()))
    ]
    found: dict[str, object] = {}
    for name, setting in kind.settings.items():
        value = data.get(name, setting.default)
        if value is None:
            continue
        try:
            found[name] = setting.clean(value)
        except ValueRefused as refused:
            problems.append(Problem(f"{path}.{name}", refused.code, refused.message))
            return found
    problems += [
        Problem(f"{path}.{name}", code, text) for name, code, text in kind.problems_between(found)
    ]
    return found
