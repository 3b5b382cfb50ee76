"""An act in the words of the reader's language."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from tenant_site.activity.acts import ACTS
from tenant_site.activity.models import Activity, Actor


@dataclass(frozen=True)
class Line:
    """One act as it is told; `detail` is what the sentence of an unknown act leaves out."""

    pk: int
    at: datetime
    sentence: str
    detail: str = ""


class _Words(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


def told(row: Activity) -> Line:
    """Tell an act; one that is not known is told by its code."""
    actor = row.actor_name or _stand_in(row.actor)
    known = ACTS.get(row.act)
    if known is not None:
        about = {"about": row.about} if row.about else {}
        words = _Words({**row.detail, **about, "actor": actor})
        return Line(row.pk, row.at, str(known.words) % words)
    plainly = " · ".join(part for part in (row.act, row.about) if part)
    detail = ", ".join(f"{key}: {value}" for key, value in row.detail.items())
    return Line(row.pk, row.at, f"{actor}: {plainly}", detail)


def _stand_in(actor: str) -> str:
    return _("The service") if actor == Actor.SYSTEM else _("Somebody")
