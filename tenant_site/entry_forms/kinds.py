"""The kinds of field: the one list by which definitions, values and pages know them."""

from collections.abc import Mapping
from typing import Final

from tenant_site.entry_forms.kind import Kind as Kind
from tenant_site.entry_forms.proofs import PROOFS
from tenant_site.entry_forms.scalars import SCALARS
from tenant_site.entry_forms.tables import ROWS

KINDS: Final[Mapping[str, Kind]] = {kind.name: kind for kind in (*SCALARS, *PROOFS, *ROWS)}
