from typing import Any

from django.contrib.gis.db import models


class Place(models.Model):
    name = models.CharField(max_length=50)
    at = models.PointField(geography=True)
    objects: models.Manager[Any] = models.Manager()

    def __str__(self) -> str:
        return self.name
