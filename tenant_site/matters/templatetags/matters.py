"""Long lists beside an entry, a part at a time."""

from typing import Any

from django import template
from django.db.models import QuerySet
from django.template.context import Context

from tenant_site.books.reading import number_of

MOST_SHOWN = 50
register = template.Library()


@register.simple_tag(takes_context=True)
def latest_of(context: Context, rows: "QuerySet[Any]", name: str) -> dict[str, Any]:
    """Return the latest of `rows`, oldest first; `before` where there are older ones.

    Those before a row are asked for by its id, as `name` in the address.
    """
    before = number_of(context["request"].GET.get(name, ""))
    asked = rows if before is None else rows.filter(pk__lt=before)
    found = list(asked.order_by("-pk")[: MOST_SHOWN + 1])
    shown = found[:MOST_SHOWN][::-1]
    return {"shown": shown, "before": shown[0].pk if len(found) > MOST_SHOWN else None}
