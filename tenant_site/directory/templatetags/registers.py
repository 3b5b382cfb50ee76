"""The ways between the pages of the registers."""

from typing import Any

from django import template
from django.template.context import Context

from tenant_site.directory.kinds import KINDS

register = template.Library()


@register.inclusion_tag("directory/_tabs.html", takes_context=True)
def register_tabs(context: Context, tab: str) -> dict[str, Any]:
    """Show the registers, and bans and types of person to those who decide about them."""
    return {"registers": KINDS.values(), "tab": tab, "member": context["request"].member}
