"""Find somebody in the register of persons by a part of document or name."""

from tenant_site.privacy.registered import FORGOTTEN
from tenant_site.registers.keys import key_of_code, key_of_name
from tenant_site.registers.models import Person

MOST = 20


def people_like(asked: str) -> list[Person]:
    """Return persons whose document or name has `asked`, by name; nobody for nothing."""
    document, name = key_of_code(asked), key_of_name(asked)
    if not document:
        return []
    known = Person.objects.all().standing().exclude(name_key__startswith=FORGOTTEN)
    found = known.filter(document_key__contains=document)
    found |= known.filter(name_key__contains=name) if name else found.none()
    return list(found.order_by("name_key", "document_key")[:MOST])
