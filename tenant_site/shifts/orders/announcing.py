"""What is told in a book of a version of an order: what was ordered, or that it holds no longer."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tenant_site.books.composing import Facts
from tenant_site.books.models import Book
from tenant_site.members.models import Role
from tenant_site.shifts.models import OrderTarget, OrderVersion
from tenant_site.shifts.models.pattern import today_here


@dataclass(frozen=True)
class Told:
    """What one book is told: in words, and sealed where nothing can be erased."""

    text: str
    facts: Facts


@dataclass(frozen=True)
class Held:
    """Where and for whom an order holds today or was to hold: its open books with its title."""

    titles: Mapping[Book, str]
    roles: frozenset[str]


def what_held(version: OrderVersion) -> Held:
    """Return what `version`, which is not saved yet, takes the place of."""
    before = OrderVersion.objects.filter(order=version.order_id).not_over(today_here())
    targets = OrderTarget.objects.filter(version__in=before, book__is_open=True)
    found = targets.select_related("book", "version").order_by("version__number")
    titles = {target.book: target.version.title for target in found}
    return Held(titles, frozenset(role for one in before for role in one.roles.split()))


def announced(version: OrderVersion, before: Held) -> Told:
    """Tell a book what was ordered, or that it is withdrawn, in the language of the workspace."""
    roles = version.roles.split()
    gone = [] if version.is_end else sorted(before.roles - set(roles))
    facts = {
        **_named(version),
        "roles": roles,
        **({"roles_left": gone} if gone else {}),
        **({"ends_on": version.ends_on.isoformat()} if version.ends_on else {}),
        **({"state": "withdrawn"} if version.is_end else {}),
    }
    return Told(_announcement(version, gone), facts)


def left(version: OrderVersion, title: str) -> Told:
    """Tell a book that the order, which it knows by `title`, is not for it any more."""
    words = _(
        "Standing order “%(title)s” no longer holds for this book from %(day)s "
        "(version %(number)d)."
    )
    told = {"title": title, "day": date_format(version.begins_on), "number": version.number}
    return Told(words % told, {**_named(version), "state": "left"})


def _named(version: OrderVersion) -> dict[str, str]:
    return {
        "order": str(version.order_id),
        "version": str(version.number),
        "begins_on": version.begins_on.isoformat(),
    }


def _announcement(version: OrderVersion, gone: list[str]) -> str:
    if version.is_end:
        return _("Standing order withdrawn: %(title)s (version %(number)d).") % {
            "title": version.title,
            "number": version.number,
        }
    lines = [
        _("Standing order, version %(number)d: %(title)s")
        % {"title": version.title, "number": version.number},
        version.text,
        _("For: %(roles)s") % {"roles": ", ".join(version.role_list)},
        *([_("No longer for: %(roles)s") % {"roles": _in_words(gone)}] if gone else []),
        _validity(version),
    ]
    return "\n".join(lines)


def _in_words(roles: list[str]) -> str:
    return ", ".join(str(Role(role).label) for role in roles)


def _validity(version: OrderVersion) -> str:
    begins_on = date_format(version.begins_on)
    if version.ends_on is None:
        return _("Holds from %(begin)s.") % {"begin": begins_on}
    end = date_format(version.ends_on)
    return _("Holds from %(begin)s until %(end)s.") % {"begin": begins_on, "end": end}
