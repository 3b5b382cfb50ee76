"""The kinds of field with one answer."""

import re
from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenant_site.entry_forms.kind import Kind, Settings, ValueRefused
from tenant_site.entry_forms.settings import Number as NumberSetting
from tenant_site.entry_forms.settings import Options, Whole, Words, YesNo
from tenant_site.entry_forms.texts import plain

MOST_TEXT, MOST_LONG_TEXT = 300, 20_000
_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}(?:([.,  '])\d{3})+(?:(?!\1)[.,]\d+)?")

_ONE_GROUP = re.compile(r"[-+]?[1-9]\d{0,2}[.,]\d{3}")  # one thousand or one, by the reader


def text_of(raw: object, *, most: int, lines: bool = False) -> str:
    """Return `raw` as text: NFC, trimmed, one line unless `lines`, without control characters.

    Raises:
        ValueRefused: it is no text, or too long.
    """
    if raw is None:
        return ""
    if not isinstance(raw, str):
        raise ValueRefused("type", _("This is no text."))
    text = plain(raw, lines=lines)
    if len(text) > most:
        told = {"most": most, "count": len(text)}
        message = _("Use %(most)d characters at most; these are %(count)d.") % told
        raise ValueRefused("too_long", message)
    return text


class Heading(Kind):
    """A title between fields; it has no value."""

    name, label, icon = "heading", gettext_lazy("Heading"), "heading"
    has_value = False

    def clean(self, raw: object, settings: Settings) -> None:
        """Return nothing, whatever was sent."""
        return


class FreeText(Kind):
    """A short or a long text."""

    name, label, icon = "text", gettext_lazy("Text"), "text-cursor-input"
    settings = {"lines": YesNo(), "most": Whole(1, MOST_LONG_TEXT)}

    def clean(self, raw: object, settings: Settings) -> str | None:
        """Return the text."""
        lines = settings["lines"]
        most = settings.get("most") or (MOST_LONG_TEXT if lines else MOST_TEXT)
        return text_of(raw, most=most, lines=lines) or None


class Date(Kind):
    """A day, ISO 8601."""

    name, label, icon = "date", gettext_lazy("Date"), "calendar"

    def clean(self, raw: object, settings: Settings) -> str | None:
        """Return `2026-11-28`."""
        text = text_of(raw, most=40)
        try:
            return date.fromisoformat(text).isoformat() if text else None
        except ValueError:
            raise ValueRefused("date", _("Give a day, such as 2026-11-28.")) from None

    def read(self, value: Any, settings: Settings) -> str:
        """Return the day as the language writes it."""
        return str(formats.date_format(date.fromisoformat(value), "SHORT_DATE_FORMAT"))


class Time(Kind):
    """A time of day, `HH:MM`."""

    name, label, icon = "time", gettext_lazy("Time"), "clock"

    def clean(self, raw: object, settings: Settings) -> str | None:
        """Return `22:04`."""
        text = text_of(raw, most=40)
        try:
            return time.fromisoformat(text.zfill(5)).strftime("%H:%M") if text else None
        except ValueError:
            raise ValueRefused("time", _("Give a time, such as 22:04.")) from None


class Number(Kind):
    """An amount: a decimal as text, so that nothing is rounded."""

    name, label, icon = "number", gettext_lazy("Number"), "hash"
    settings = {
        "least": NumberSetting(),
        "most": NumberSetting(),
        "decimals": Whole(0, 6, default=2),
        "unit": Words(),
    }

    def clean(self, raw: object, settings: Settings) -> str | None:
        """Return the number; `1.234,5`, `1,234.5` and `1234.5` are the same."""
        text = text_of(raw, most=40)
        if not text:
            return None
        if _ONE_GROUP.fullmatch(text) and settings["decimals"] >= 3:
            message = _("Write it without a sign between thousands, or with all its decimals.")
            raise ValueRefused("ambiguous", message)
        number = _decimal(text)
        if -number.as_tuple().exponent > settings["decimals"]:  # type: ignore[operator]  # finite
            told = {"count": settings["decimals"]}
            raise ValueRefused("decimals", _("Give %(count)d decimals at most.") % told)
        for name, is_out in (("least", number.__lt__), ("most", number.__gt__)):
            if name in settings and is_out(Decimal(settings[name])):
                raise ValueRefused(name, _limit_sentence(settings))
        return f"{(number + 0).normalize():f}"  # -0 is 0

    def read(self, value: Any, settings: Settings) -> str:
        """Return the number as the language writes it, with its unit."""
        text = str(formats.number_format(Decimal(value), force_grouping=True))
        return f"{text} {settings['unit']}".strip()

    def problems_between(self, settings: Settings) -> Sequence[tuple[str, str, str]]:
        """Refuse limits that no number keeps."""
        least, most = (Decimal(settings.get(name, "0")) for name in ("least", "most"))
        if {"least", "most"} <= settings.keys() and least > most:
            return [("most", "order", _("The largest is smaller than the smallest."))]
        return ()


def _decimal(text: str) -> Decimal:
    plain = text
    if grouped := _THOUSANDS.fullmatch(text):
        plain = text.replace(grouped[1], "")
    try:
        number = Decimal(plain.replace(",", ".").replace(" ", ""))
    except InvalidOperation:
        raise ValueRefused("number", _("Give a number.")) from None
    if not number.is_finite() or abs(number.adjusted()) > 15:
        raise ValueRefused("number", _("Give a number of at most 15 digits."))
    return number


def _limit_sentence(settings: Settings) -> str:
    least, most = settings.get("least"), settings.get("most")
    if least is None:
        return _("At most %(most)s.") % {"most": most}
    if most is None:
        return _("At least %(least)s.") % {"least": least}
    return _("From %(least)s to %(most)s.") % {"least": least, "most": most}


class Choice(Kind):
    """One answer of a list, kept by its key."""

    name, label, icon = "choice", gettext_lazy("Choice"), "list"
    settings = {"options": Options()}

    def answers(self, settings: Settings) -> Sequence[str] | None:
        """Return the keys of the options."""
        return [option["key"] for option in settings.get("options", ())]

    def clean(self, raw: object, settings: Settings) -> str | None:
        """Return the key."""
        key = text_of(raw, most=100)
        if key and key not in (self.answers(settings) or ()):
            raise ValueRefused("option", _("Choose one of the answers."))
        return key or None

    def read(self, value: Any, settings: Settings) -> str:
        """Return the label."""
        return str(next(one["label"] for one in settings["options"] if one["key"] == value))


class Choices(Choice):
    """Several answers of a list, in its order."""

    name, label, icon = "choices", gettext_lazy("Several of"), "list-checks"

    def clean(self, raw: object, settings: Settings) -> list[str] | None:  # type: ignore[override]  # several
        """Return the keys."""
        sent = [raw] if isinstance(raw, str) else raw or ()
        if not isinstance(sent, Sequence):
            raise ValueRefused("type", _("Choose some of the answers."))
        chosen = {key for one in sent if (key := Choice.clean(self, one, settings))}
        return [key for key in self.answers(settings) or () if key in chosen] or None

    def read(self, value: Any, settings: Settings) -> str:
        """Return the labels."""
        return ", ".join(Choice.read(self, one, settings) for one in value)


class YesOrNo(Kind):
    """Yes or no; unanswered is neither."""

    name, label, icon = "yes_no", gettext_lazy("Yes or no"), "toggle-left"

    def answers(self, settings: Settings) -> Sequence[str]:
        """Return both."""
        return ("yes", "no")

    def clean(self, raw: object, settings: Settings) -> str | None:
        """Return `yes` or `no`."""
        if isinstance(raw, bool):
            return "yes" if raw else "no"
        text = text_of(raw, most=10).lower()
        if text and text not in ("yes", "no"):
            raise ValueRefused("option", _("Say yes or no."))
        return text or None

    def read(self, value: Any, settings: Settings) -> str:
        """Return the word."""
        return _("Yes") if value == "yes" else _("No")


class Phone(Kind):
    """A telephone number, as it is dialled."""

    name, label, icon = "phone", gettext_lazy("Telephone"), "phone"

    def clean(self, raw: object, settings: Settings) -> str | None:
        """Return digits, with a plus in front where it was typed."""
        text = text_of(raw, most=40)
        number = re.sub(r"[\s().\-/]", "", text)
        if text and not re.fullmatch(r"\+?\d{4,15}(?:[x#,;]\d{1,6})?", number):
            raise ValueRefused("phone", _("Give a telephone number of 4 to 15 digits."))
        return number or None

    def dialled(self, value: Any) -> str:
        """Return its address; a comma waits before an extension is dialled."""
        return "tel:" + re.sub(r"[x#,;]", ",", value)


class Severity(Choice):
    """How much this very entry asks to be looked at."""

    name, label, icon = "severity", gettext_lazy("Severity"), "triangle-alert"
    settings = {}
    LEVELS = {
        "routine": gettext_lazy("routine"),
        "notice": gettext_lazy("worth noticing"),
        "alert": gettext_lazy("alert"),
    }

    def answers(self, settings: Settings) -> Sequence[str]:
        """Return the levels."""
        return list(self.LEVELS)

    def read(self, value: Any, settings: Settings) -> str:
        """Return the word."""
        return str(self.LEVELS[value])


class Point(Choice):
    """A named place: one of those that the form lists, or its name where it lists none."""

    name, label, icon = "point", gettext_lazy("Point"), "map-pinned"
    settings = {"options": Options(default=None)}

    def answers(self, settings: Settings) -> Sequence[str] | None:
        """Return the keys of the places that the form lists; None where it lists none."""
        return super().answers(settings) or None

    def clean(self, raw: object, settings: Settings) -> str | None:
        """Return the key of a listed place, or the name that was written."""
        return (
            super().clean(raw, settings)
            if settings.get("options")
            else text_of(raw, most=120) or None
        )

    def read(self, value: Any, settings: Settings) -> str:
        """Return the name of the place."""
        return super().read(value, settings) if settings.get("options") else str(value)


SCALARS = (
    *(Heading(), FreeText(), Date(), Time(), Number(), Choice(), Choices(), YesOrNo(), Phone()),
    *(Severity(), Point()),
)
