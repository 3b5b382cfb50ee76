"""Find somebody in the register of persons: by parts of document or name, or by all of either."""

from tenant_site.privacy.registered import FORGOTTEN
from tenant_site.registers.keys import key_of_code, key_of_name
from tenant_site.registers.models import Person
from tenant_site.registers.models.person import PersonQuerySet

MOST = 20


def people_like(asked: str) -> list[Person]:
    """Return persons found by `asked` as in the register, by name; nobody for nothing."""
    return list(_known().with_fragments(asked).order_by("name_key", "document_key")[:MOST])


def person_called(asked: str) -> Person | None:
    """Return the one person whose document or name is `asked`; None for nobody, or for several."""
    document, name = key_of_code(asked), key_of_name(asked)
    found = list(_known().known_by(documents=[document], names=[name])[:2]) if document else []
    return found[0] if len(found) == 1 else None


def _known() -> PersonQuerySet:
    return Person.objects.all().standing().exclude(name_key__startswith=FORGOTTEN)
