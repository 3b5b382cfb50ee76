"""Work beside a request, in a thread of its process."""

import threading
from collections.abc import Callable

from django.db import connection

from tenancy.context import current_tenant, tenant_context


def run_beside(work: Callable[[], object], *, name: str) -> None:
    """Do `work` in a thread, inside the tenant in force; the process does not wait for its end."""
    tenant = current_tenant()

    def run() -> None:
        try:
            with tenant_context(tenant):
                work()
        finally:
            connection.close()

    threading.Thread(target=run, name=name, daemon=True).start()
