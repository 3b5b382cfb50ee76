"""What belongs to one client."""

from typing import Any

from django.db import models


class Order(models.Model):
    name = models.CharField(max_length=100)
    objects: models.Manager[Any] = models.Manager()

    class Meta:
        indexes = (models.Index(fields=["name"], name="order_name"),)

    def __str__(self) -> str:
        return self.name
