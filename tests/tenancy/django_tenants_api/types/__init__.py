"""A project whose tenants have types, as django-tenants documents it; itself the app of Client."""
