"""A row of numbers in a table: hundreds of cells, written at once."""

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

from tenant_site.overview.charts import written

register = template.Library()
NOTHING = "·"


@register.filter
def cells(numbers: Iterable[int]) -> SafeString:
    """Return a cell for each number; a dot where there is nothing."""
    return written("<td>{}</td>", [(number or NOTHING,) for number in numbers])
