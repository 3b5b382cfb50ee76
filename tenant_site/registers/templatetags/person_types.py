"""What may be chosen as type of person, beside a cell that asks for it."""

from collections.abc import Sequence
from typing import Any

from django import template

from tenant_site.registers.models import PersonType
from tenant_site.registers.requiring import KINDS

register = template.Library()


@register.simple_tag
def offered_person_types(answers: Any) -> Sequence[str]:
    """Return the names to offer in a form that asks for a type of person; else no query."""
    fields = answers.definition.fields if answers else ()
    asks = any(one.kind.name in KINDS and "type" in one.settings["columns"] for one in fields)
    return list(PersonType.objects.offered().values_list("name", flat=True)) if asks else ()
