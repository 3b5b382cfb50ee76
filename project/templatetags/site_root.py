"""The address at which this site begins."""

from django import template
from django.urls import get_script_prefix

register = template.Library()


@register.simple_tag
def site_root() -> str:
    """Return `/`, or the folder of the workspace; error pages need no context for it."""
    return get_script_prefix()
