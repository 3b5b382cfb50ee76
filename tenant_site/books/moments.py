"""Understand when people say that something occurred: “10 min ago”, “ayer 22:30”, “22:30”.

Spanish and English are understood side by side. Clocks run in the zone of the `now` that is given:
an hour that a change of the clocks left out or repeated is named, and never guessed over.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from django.utils.translation import gettext as _

MOST_SAID = 80
CLOCKS_DIFFER = timedelta(minutes=5)
JUST_NOW = timedelta(hours=2)

NOW = {"now", "just now", "right now", "ahora", "ahora mismo", "ya"}
NUMBERS = {"un": 1.0, "una": 1.0, "a": 1.0, "an": 1.0, "media": 0.5, "half a": 0.5, "half an": 0.5}
UNITS = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
}
DAYS = {
    **dict.fromkeys(("hoy", "today", ""), 0),
    **dict.fromkeys(("ayer", "yesterday"), 1),
    **dict.fromkeys(("anteayer", "antier", "antes de ayer", "the day before yesterday"), 2),
}
LAST_NIGHT = {"anoche", "last night"}
WEEKDAYS = {
    name: number
    for names in (
        "lunes martes miercoles jueves viernes sabado domingo",
        "monday tuesday wednesday thursday friday saturday sunday",
        "mon tue wed thu fri sat sun",
    )
    for number, name in enumerate(names.split())
}


def _part(name: str) -> str:
    return (
        rf"(?P<{name}n>\d{{1,4}}|half an?|una?|an?|media)\s*"
        rf"(?P<{name}u>s|seg|segundos?|secs?|seconds?|m|mins?|minutos?|minutes?"
        r"|hr?s?|horas?|hours?|d|dias?|days?)\b\.?"
    )


def _day_word(name: str) -> str:
    known = sorted((*filter(None, DAYS), *LAST_NIGHT, *WEEKDAYS), key=len, reverse=True)
    return rf"(?:el |on |last )?(?P<{name}>{'|'.join(known)}|\d{{4}}-\d\d-\d\d)"


_AGO = re.compile(
    rf"(?:hace )?{_part('a')}(?:,? ?(?:y |and )?{_part('b')})?"
    r"(?P<half> y media| and a half)?(?: ago)?"
)
_TIME = (
    r"(?P<at>(?:a |de )?las? |at )?(?P<hour>\d{1,2})(?:[:.h]?(?P<minute>\d\d)(?::\d\d(?:\.\d+)?)?)?"
    r" ?(?P<part>am|pm|de la manana|de la tarde|de la noche|hr?s?)?"
    r" ?(?P<offset>z|[+-]\d\d:?\d\d)?"
)
_CLOCK = re.compile(rf"(?:{_day_word('before')},?[ t])?{_TIME}(?:,? {_day_word('after')})?")


class MomentRefused(ValueError):
    """No moment can be made of what was said; `message` says what to write instead."""

    code = "invalid"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotUnderstood(MomentRefused):
    """The words name no moment."""

    def __init__(self) -> None:
        super().__init__(
            _("This is not understood. Write “10 min ago”, “yesterday 22:30” or “22:30”.")
        )


class HourMissing(MomentRefused):
    """The clocks were put forward over this hour: it never was."""

    code = "missing"


class HourRepeated(MomentRefused):
    """The clocks were put back: this hour was twice, and both are past."""

    code = "repeated"


def understand(said: str, *, now: datetime) -> datetime:
    """Return the minute, in UTC, that `said` names to somebody who says it at `now`.

    A time without a day is the last time that the clocks showed it.

    Raises:
        MomentRefused: it names none, or one that was never or twice.
    """
    words = _folded(said)
    try:
        if words in NOW:
            return _minute(now)
        ago, clock = _AGO.fullmatch(words), _CLOCK.fullmatch(words)
        if ago is not None and _is_ago(words, ago):
            return _before(now, ago)
        if clock is not None and _is_clock(clock):
            return _on_the_clock(now, clock)
    except OverflowError as problem:  # before the year 1
        raise NotUnderstood from problem
    raise NotUnderstood


def settled(moment: datetime) -> str:
    """Write a moment as the clocks showed it, with the offset where they showed it twice."""
    text = f"{moment:%Y-%m-%dT%H:%M}"
    return text + _offset(moment) if was_twice(moment) else text


def was_twice(moment: datetime) -> bool:
    """Say whether the clocks of the moment's zone showed its hour twice."""
    return moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()


def _folded(said: str) -> str:
    """Write it without case, accents and needless blanks and dots."""
    decomposed = unicodedata.normalize("NFKD", said[:MOST_SAID].casefold())
    plain = "".join(one for one in decomposed if not unicodedata.combining(one))
    plain = re.sub(r"\b([ap])\. ?m\b\.?", r"\1m", " ".join(plain.split()))
    return plain.replace("\u2212", "-")


def _is_ago(words: str, found: "re.Match[str]") -> bool:
    """Take a bare “10 min” for what it must mean, and a bare “22 h” for a time of day."""
    return words.startswith("hace ") or words.endswith(" ago") or found["au"].startswith("min")


def _before(now: datetime, found: "re.Match[str]") -> datetime:
    spans = [(found[f"{part}n"], found[f"{part}u"]) for part in "ab" if found[f"{part}n"]]
    span = timedelta()
    for number, unit in spans:
        span += UNITS[unit[0]] * NUMBERS.get(number, 0.0) or UNITS[unit[0]] * int(number)
    if found["half"]:
        span += UNITS[spans[-1][1][0]] / 2
    days, rest = divmod(span, timedelta(days=1))
    moment = (now.astimezone(UTC) - rest).astimezone(now.tzinfo)
    if not days:
        return _minute(moment)
    return _resolve(moment.date() - timedelta(days=days), moment.time(), now)


def _is_clock(found: "re.Match[str]") -> bool:
    """Ask for a sign that a bare number is a time of day."""
    has_sign = found["minute"] or found["part"] or found["at"]
    return bool(has_sign) and not (found["before"] and found["after"])


def _on_the_clock(now: datetime, found: "re.Match[str]") -> datetime:
    at = _time(int(found["hour"]), int(found["minute"] or 0), found["part"] or "")
    day = found["before"] or found["after"] or ""
    if found["offset"]:
        return _with_offset(now, day, at, found["offset"])
    if day:
        return _resolve(_day(day, at, now), at, now)
    try:
        moment = _resolve(now.date(), at, now)
    except HourMissing:
        if at <= now.time():
            raise
    else:
        if moment <= now.astimezone(UTC) + CLOCKS_DIFFER:
            return moment
    return _resolve(now.date() - timedelta(days=1), at, now)


def _time(hour: int, minute: int, part: str) -> time:
    halved = part in {"am", "pm"} or part.startswith("de la")
    if hour > (12 if halved else 23) or minute > 59 or (halved and not hour):
        raise NotUnderstood
    if part in {"am", "de la noche"} and hour == 12:
        hour = 0
    elif part in {"pm", "de la tarde", "de la noche"} and hour < 12:
        hour += 12
    return time(hour, minute)


def _day(word: str, at: time, now: datetime) -> date:
    if word in LAST_NIGHT:
        return now.date() - timedelta(days=at.hour >= 12)
    if word in DAYS:
        return now.date() - timedelta(days=DAYS[word])
    if word in WEEKDAYS:
        return _last(WEEKDAYS[word], at, now)
    try:
        return date.fromisoformat(word)
    except ValueError as problem:
        raise NotUnderstood from problem


def _last(weekday: int, at: time, now: datetime) -> date:
    day = now.date() - timedelta(days=(now.weekday() - weekday) % 7)
    return day - timedelta(days=7) if day == now.date() and at > now.time() else day


def _with_offset(now: datetime, day: str, at: time, offset: str) -> datetime:
    """Read a time whose place among two equal ones is said: `-05:00`."""
    zone = datetime.strptime("+0000" if offset == "z" else offset, "%z").tzinfo
    moment = datetime.combine(_day(day, at, now), at, tzinfo=zone).astimezone(UTC)
    if not day and moment > now.astimezone(UTC) + CLOCKS_DIFFER:
        moment -= timedelta(days=1)
    return moment


def _resolve(day: date, at: time, now: datetime) -> datetime:
    """Return the moment at which the clocks showed this.

    Of two moments it is the later one if that was a short while ago, and the first one while the
    second has not come.

    Raises:
        MomentRefused: they never showed it, or twice.
    """
    first, second = (
        datetime.combine(day, at.replace(second=0, microsecond=0), tzinfo=now.tzinfo).replace(
            fold=fold
        )
        for fold in (0, 1)
    )
    if first.astimezone(UTC).astimezone(now.tzinfo).replace(tzinfo=None) != first.replace(
        tzinfo=None
    ):
        raise HourMissing(_never(first))
    if not was_twice(first):
        return first.astimezone(UTC)
    since = now.astimezone(UTC) - second.astimezone(UTC)
    if since < -CLOCKS_DIFFER:
        return first.astimezone(UTC)
    if since < JUST_NOW:
        return second.astimezone(UTC)
    raise HourRepeated(_twice(first, second))


def _never(moment: datetime) -> str:
    told: Mapping[str, str] = {"time": f"{moment:%H:%M}", "day": f"{moment:%Y-%m-%d}"}
    return _("%(time)s did not exist on %(day)s: the clocks were put forward over it.") % told


def _twice(first: datetime, second: datetime) -> str:
    told = {
        "time": f"{first:%H:%M}",
        "first": f"{first:%Y-%m-%d %H:%M} {_offset(first)}",
        "second": f"{second:%Y-%m-%d %H:%M} {_offset(second)}",
    }
    return (
        _(
            "%(time)s was twice that day, because the clocks were put back. Write in words "
            "“%(first)s” for the first time or “%(second)s” for the second."
        )
        % told
    )


def _offset(moment: datetime) -> str:
    plain = f"{moment:%z}"
    return f"{plain[:3]}:{plain[3:5]}"


def _minute(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(second=0, microsecond=0)
