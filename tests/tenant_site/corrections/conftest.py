"""An entry to be corrected."""

from tests.tenant_site.matters.conftest import entry as entry
