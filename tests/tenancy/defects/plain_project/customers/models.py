"""The documented `Client` and `Domain`, and one shared row that protects its client."""

import os
from importlib import import_module
from typing import Any

from django.db import models

library: Any = import_module(f"{os.environ['LIBRARY']}.models")


class Client(library.TenantMixin):  # type: ignore[misc]  # which library is known at run time
    name = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.name


class Domain(library.DomainMixin):  # type: ignore[misc]  # which library is known at run time
    pass


class Invoice(models.Model):
    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    objects: models.Manager[Any] = models.Manager()

    def __str__(self) -> str:
        return str(self.client)
