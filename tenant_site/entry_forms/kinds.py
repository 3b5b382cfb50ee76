"""The kinds of field: the one list by which definitions, values and pages know them."""

from collections.abc import Mapping
from typing import Final

from tenant_site.entry_forms.kind import Kind as Kind
from tenant_site.entry_forms.rows import ROWS
from tenant_site.entry_forms.scalars import SCALARS

KINDS: Final[Mapping[str, Kind]] = {kind.name: kind for kind in (*SCALARS, *ROWS)}
