"""An app in both lists, as django-tenants allows."""

from typing import Any

from django.db import models


class Note(models.Model):
    text = models.CharField(max_length=100)
    objects: models.Manager[Any] = models.Manager()

    def __str__(self) -> str:
        return self.text
