"""Where Django makes test databases, which is how the engine learns that tests begin."""

from typing import Any

from django_tenants.postgresql_backend import base as django_tenants_backend

Base: Any = django_tenants_backend.original_backend.DatabaseWrapper.creation_class


class DatabaseCreation(Base):
    """Makes the test database, and lets test requests return to the tenant of their test."""

    def create_test_db(self, *args: Any, **kwargs: Any) -> str:
        """Make it."""
        from tenancy.testing import keep_tenants_across_requests

        keep_tenants_across_requests()
        return str(super().create_test_db(*args, **kwargs))
