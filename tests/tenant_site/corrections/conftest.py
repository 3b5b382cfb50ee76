"""An entry to be corrected, and browsers of those who look at it."""

from tests.tenant_site.matters.conftest import audit as audit
from tests.tenant_site.matters.conftest import desk as desk
from tests.tenant_site.matters.conftest import entry as entry
from tests.tenant_site.matters.conftest import gate as gate
from tests.tenant_site.matters.conftest import office as office
