"""Countries by their names, and the time zones of each, from Unicode's own data."""

import re
import unicodedata
import zoneinfo
from functools import cache

from babel import Locale
from babel.core import get_global
from django.utils.translation import get_language

# where most people of a country with several zones live
MOST_LIVED_IN = {
    "AR": "America/Argentina/Buenos_Aires",
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "CY": "Asia/Nicosia",
    "DE": "Europe/Berlin",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "ID": "Asia/Jakarta",
    "KZ": "Asia/Almaty",
    "MX": "America/Mexico_City",
    "MY": "Asia/Kuala_Lumpur",
    "NZ": "Pacific/Auckland",
    "PT": "Europe/Lisbon",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "US": "America/New_York",
    "UZ": "Asia/Tashkent",
}
USUAL = "CO"
_NOWHERE = "ZZ"
_REGION = re.compile(r"\b[a-zA-Z]{2,3}-([A-Z]{2})\b")
_ZONE_REGIONS = (
    "Africa",
    "America",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)


def countries() -> list[tuple[str, str]]:
    """Return code and name of every country that has a time zone, by name."""
    return _countries(get_language() or "es")


@cache
def _countries(language: str) -> list[tuple[str, str]]:
    names = Locale.parse(language.split("-")[0]).territories
    found = [(code, str(names[code])) for code in get_global("territory_zones") if code in names]
    return sorted(
        ((code, name) for code, name in found if code != _NOWHERE and zones_of(code)),
        key=lambda country: _sorted_as(country[1]),
    )


def country_of(accept_language: str) -> str:
    """Guess the country from what the browser says of its languages: `es-MX` is in Mexico."""
    known = dict(countries())
    return next((code for code in _REGION.findall(accept_language) if code in known), USUAL)


def zones_of(country: str) -> list[str]:
    """Return the time zones of a country, the one that most people live in first."""
    known = _known_zones()
    zones = sorted(zone for zone in get_global("territory_zones").get(country, ()) if zone in known)
    first = MOST_LIVED_IN.get(country)
    return sorted(zones, key=lambda zone: zone != first)


def time_zone_choices(country: str = "") -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the zones of the country, then those that people live in elsewhere, for a select."""
    near = zones_of(country)
    far = sorted(
        zone for zone in _known_zones() if zone.split("/")[0] in _ZONE_REGIONS and zone not in near
    )
    own = dict(countries()).get(country, "")
    groups = [(own, [_named(zone) for zone in near])] if near else []
    return [*groups, ("…", [_named(zone) for zone in [*far, "UTC"]])]


@cache
def _known_zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())  # which reads hundreds of files


def _named(zone: str) -> tuple[str, str]:
    return zone, zone.replace("_", " ")


def _sorted_as(name: str) -> str:
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
