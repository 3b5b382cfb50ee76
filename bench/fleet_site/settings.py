"""The same site on the plain library, as its documentation configures it, or on the engine."""

import json
import os

from django.utils.crypto import get_random_string

OURS = os.environ["BENCH_LIBRARY"] == "tenancy"
DATABASES = {
    "default": {
        **json.loads(os.environ["BENCH_DATABASE"]),
        "ENGINE": "tenancy.postgresql" if OURS else "django_tenants.postgresql_backend",
    }
}
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
SHARED_APPS = [*(["tenancy"] if OURS else []), "django_tenants", "bench.fleet_site.people"]
TENANT_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.admin",
    "django.contrib.sessions",
    "django.contrib.sites",
    "django.contrib.flatpages",
    "django.contrib.redirects",
    "bench.fleet_site.shelf",
]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
TENANT_MODEL, TENANT_DOMAIN_MODEL = "people.Client", "people.Domain"
if OURS:
    GET_EXECUTOR_FUNCTION = "tenancy.fleet.executors.get_executor"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SECRET_KEY = get_random_string(50)
USE_TZ = True
LOGGING_CONFIG = None
