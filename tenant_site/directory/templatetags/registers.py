"""The ways between the pages of the registers."""

from typing import Any

from django import template
from django.template.context import Context

from tenant_site.books.models import Entry
from tenant_site.directory.access import address_for
from tenant_site.directory.kinds import KINDS, Kind, kind_of_row
from tenant_site.registers.models import Mention, Registered
from tenant_site.registers.models.mention import SUBJECTS, Subject

register = template.Library()


@register.inclusion_tag("directory/_tabs.html", takes_context=True)
def register_tabs(context: Context, tab: str) -> dict[str, Any]:
    """Show the registers and bans, and types of person to those who decide about them."""
    return {"registers": KINDS.values(), "tab": tab, "member": context["request"].member}


@register.simple_tag(takes_context=True)
def record_address(context: Context, row: Registered) -> str:
    """Return where everything about a row stands; empty for those who may not read it."""
    return address_for(row, reader=context["request"].member)


@register.simple_tag
def named_in(entry: Entry) -> list[tuple[Kind, Subject, str]]:
    """Return what an entry names, each with its register and the address of its page; one query.

    Whoever reads the entry may read them. What was erased is named no more.
    """
    mentions = Mention.objects.of_entry(entry.pk).select_related(*SUBJECTS)
    found = dict.fromkeys(one.subject for one in mentions)
    kinds = [(kind_of_row(row), row) for row in found]
    return [(kind, row, kind.address_of(row)) for kind, row in kinds]
