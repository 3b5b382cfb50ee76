"""`Client` and `Domain` as either library documents them."""

import os
from importlib import import_module
from typing import Any

from django.db import models

OURS = os.environ["FOUNDATION"] == "workspace"
library: Any = import_module("tenancy.models" if OURS else "django_tenants.models")


class Client(library.TenantMixin):  # type: ignore[misc]  # which library is known at run time
    """A tenant."""

    name = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.name


class Domain(library.DomainMixin):  # type: ignore[misc]  # which library is known at run time
    """A host name of a tenant."""
