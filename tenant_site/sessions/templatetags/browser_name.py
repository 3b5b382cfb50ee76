"""Call a browser what people call it."""

from django import template

from tenant_site.sessions import browsers

register = template.Library()


@register.filter
def browser_name(user_agent: str) -> str:
    """Return what a person recognises in a User-Agent header."""
    return browsers.browser_name(user_agent)
