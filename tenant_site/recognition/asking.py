"""What a cell of a form asks while something is typed into it."""

from dataclasses import dataclass
from typing import Self
from uuid import UUID

from django.http import QueryDict

from tenant_site.books.answering import uuid_of
from tenant_site.registers.lookup import DOCUMENT, NAME, PLATE


@dataclass(frozen=True)
class Asked:
    """The kind of cell, its name in the form, what stands in it and beside it, and which form."""

    kind: str
    cell: str
    typed: str
    form_id: UUID | None
    name: str = ""

    @classmethod
    def of(cls, sent: QueryDict) -> Self:
        """Read it from the query: `kind`, `cell`, the cell's own name, `client_uuid`, `name`.

        A NUL is left out: keys do not have it, and the database would refuse to note it.
        """
        kind, cell = sent.get("kind", ""), sent.get("cell", "")
        typed = sent.get(cell, "") if kind in (DOCUMENT, PLATE, NAME) else ""
        typed, name = (text.replace("\0", "") for text in (typed, sent.get("name", "")))
        return cls(kind, cell, typed, uuid_of(sent.get("client_uuid", "")), name)
