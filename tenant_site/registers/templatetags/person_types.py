"""What may be chosen as type of person, beside a cell that asks for it."""

from collections.abc import Sequence
from typing import Any

from django import template

from tenant_site.registers.models import PersonType
from tenant_site.registers.requiring import KINDS, columns_of

register = template.Library()


@register.simple_tag
def offered_person_types(answers: Any) -> Sequence[tuple[str, str]]:
    """Return the names to offer in a form that asks for a type of person, else do no query.

    Beside each stand the columns that it asks for, a space apart.
    """
    fields = answers.definition.fields if answers else ()
    asks = any(one.kind.name in KINDS and "type" in one.settings["columns"] for one in fields)
    offered = PersonType.objects.offered() if asks else ()
    return [(kind.name, " ".join(columns_of(kind))) for kind in offered]
