"""Django database backend: django-tenants' connection, steered by `tenancy.context`."""
