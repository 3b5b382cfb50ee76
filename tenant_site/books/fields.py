"""Columns that Django has no field for."""

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    Binary = models.BinaryField[bytes, bytes]
else:
    Binary = models.BinaryField


class BytesField(Binary):
    """A BinaryField that reads as `bytes`, whatever the driver hands out."""

    def from_db_value(self, value: bytes | memoryview | None, *_: object) -> bytes | None:
        """Turn the driver's memoryview into bytes that compare, hash and print."""
        return None if value is None else bytes(value)
