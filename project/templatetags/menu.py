"""Which entry of the main menu leads to where one is."""

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag(takes_context=True)
def current(context: Context, page: str, *beginnings: str) -> SafeString:
    """Return `aria-current` of the entry of `page`, also on pages whose names begin so."""
    match = context["request"].resolver_match
    name = (match and match.url_name) or ""
    if name == page:
        return mark_safe(' aria-current="page"')  # written here
    return mark_safe(' aria-current="true"' if name.startswith(beginnings) else "")  # noqa: S308  # written here
