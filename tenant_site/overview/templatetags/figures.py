"""A row of numbers in a table: hundreds of cells, written at once."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()
NOTHING = "·"


@register.filter
def cells(numbers: Iterable[int]) -> SafeString:
    """Return a cell for each number; a dot where there is nothing."""
    return format_html_join("", "<td>{}</td>", ((number or NOTHING,) for number in numbers))
