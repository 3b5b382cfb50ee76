"""What EXTRA_SET_TENANT_METHOD_PATH names: it notes each switch."""

from typing import Any

noted: list[str] = []


def note(wrapper_class: Any, tenant: Any) -> None:
    noted.append(tenant.schema_name)
