"""The starter pack of a key, for templates."""

from django import template

from public_site.signup.opening import PACKS, Pack

register = template.Library()


@register.filter
def pack(key: str) -> Pack:
    """Return the pack that a choice stands for."""
    return PACKS[key]
