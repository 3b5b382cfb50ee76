"""The kinds of field that prove something: files, signatures, positions, codes that were read."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tenant_site.entry_forms.kind import Kind, Settings, ValueRefused
from tenant_site.entry_forms.scalars import MOST_TEXT, text_of
from tenant_site.entry_forms.settings import Whole

MOST_FILES, MOST_STROKES, MOST_STROKE_TEXT = 50, 400, 20_000
SIGNATURE_BOX = (600, 200)  # the units in which strokes are drawn


class Files(Kind):
    """Photos, videos, sound, documents; the value names each by its SHA-256, never holds bytes."""

    name, label, icon = "files", gettext_lazy("Photos and files"), "paperclip"
    settings = {"most": Whole(1, MOST_FILES, default=10)}
    _SHA256 = re.compile(r"[0-9a-f]{64}")

    def clean(self, raw: object, settings: Settings) -> list[str] | None:
        """Return the hashes of the files, each once, in the order in which they were added."""
        if raw is None or raw == "":
            return None
        if not isinstance(raw, Sequence) or isinstance(raw, str):
            raise ValueRefused("type", _("Give a list of files."))
        if not all(isinstance(one, str) and self._SHA256.fullmatch(one) for one in raw):
            raise ValueRefused("type", _("These are no files."))
        hashes = list(dict.fromkeys(raw))
        if len(hashes) > settings["most"]:
            told = {"most": settings["most"]}
            raise ValueRefused("too_many", _("Give %(most)d files at most.") % told)
        return hashes or None

    def read(self, value: Any, settings: Settings) -> str:
        """Return how many files there are; the entry's page shows them."""
        return ngettext("%(count)d file", "%(count)d files", len(value)) % {"count": len(value)}

    def files_of(self, value: Any) -> Sequence[str]:
        """Return all of them."""
        return list(value)


class Signature(Kind):
    """Who signs, by name, and what the hand drew, as strokes of points."""

    name, label, icon = "signature", gettext_lazy("Signature"), "signature"
    _STROKE = re.compile(r"\d{1,4},\d{1,4}(?: \d{1,4},\d{1,4})*")

    def clean(self, raw: object, settings: Settings) -> dict[str, str] | None:
        """Return `name`, and `strokes` where something was drawn: `1,2 3,4;5,6 7,8`."""
        if raw is None or raw == "":
            return None
        if not isinstance(raw, Mapping):
            raise ValueRefused("type", _("This is no signature."))
        name = text_of(raw.get("name"), most=120)
        strokes = text_of(raw.get("strokes"), most=MOST_STROKE_TEXT)
        if strokes and not all(map(self._STROKE.fullmatch, strokes.split(";", MOST_STROKES))):
            raise ValueRefused("strokes", _("The drawing did not arrive whole. Sign again."))
        if strokes and not name:
            raise ValueRefused("name", _("Write the name of who signs."))
        return {"name": name, **({"strokes": strokes} if strokes else {})} if name else None

    def read(self, value: Any, settings: Settings) -> str:
        """Return the name."""
        return str(value["name"])

    def strokes_of(self, value: Any) -> Sequence[str]:
        """Return the strokes."""
        return [one for one in value.get("strokes", "").split(";") if one]


class Position(Kind):
    """Where the writer stood: latitude, longitude in degrees, and accuracy in metres."""

    name, label, icon = "position", gettext_lazy("Position"), "map-pin"
    _SHAPE = re.compile(r"(-?\d{1,2}(?:\.\d+)?),(-?\d{1,3}(?:\.\d+)?)(?:,(\d{1,6}(?:\.\d+)?))?")

    def clean(self, raw: object, settings: Settings) -> dict[str, str] | None:
        """Return `latitude`, `longitude` and perhaps `accuracy`, from `4.60971,-74.08175,12`."""
        text = text_of(raw, most=80).replace(" ", "")
        if not text:
            return None
        found = self._SHAPE.fullmatch(text)
        if not found or abs(Decimal(found[1])) > 90 or abs(Decimal(found[2])) > 180:
            raise ValueRefused("position", _("Give latitude and longitude in degrees."))
        named = {"latitude": found[1], "longitude": found[2], "accuracy": found[3]}
        return {name: value for name, value in named.items() if value}

    def read(self, value: Any, settings: Settings) -> str:
        """Return the degrees, and how exact they are."""
        text = f"{value['latitude']}, {value['longitude']}"
        return f"{text} (± {value['accuracy']} m)" if "accuracy" in value else text


class Code(Kind):
    """What a scanner or the camera read: a bar code, a QR code, a tag."""

    name, label, icon = "code", gettext_lazy("Code to scan"), "scan-barcode"

    def clean(self, raw: object, settings: Settings) -> str | None:
        """Return the text of the code."""
        return text_of(raw, most=MOST_TEXT) or None


PROOFS = (Files(), Signature(), Position(), Code())
