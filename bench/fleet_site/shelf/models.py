"""Twenty-two tables, as a product of some years has them."""

from typing import Any

from django.db import models


def _model(number: int) -> type[models.Model]:
    fields: dict[str, Any] = {
        "__module__": __name__,
        "name": models.CharField(max_length=80, unique=True),
        "note": models.TextField(blank=True),
        "amount": models.DecimalField(max_digits=12, decimal_places=2, default=0),
        "made_at": models.DateTimeField(auto_now_add=True, db_index=True),
    }
    if number:
        fields["above"] = models.ForeignKey(f"shelf.Thing{number - 1}", models.CASCADE, null=True)
    return type(f"Thing{number}", (models.Model,), fields)


THINGS = [_model(number) for number in range(22)]
