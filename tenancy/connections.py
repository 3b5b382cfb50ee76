"""Django's default connection under the type that it has here."""

from typing import TYPE_CHECKING, cast

from django.db import connection as django_connection

if TYPE_CHECKING:
    from tenancy.postgresql.base import DatabaseWrapper

connection = cast("DatabaseWrapper", django_connection)
