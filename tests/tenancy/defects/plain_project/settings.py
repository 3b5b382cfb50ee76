"""A small shop as django-tenants' documentation sets one up, on the plain library or on ours."""

import json
import os

from django.utils.crypto import get_random_string

HERE = "tests.tenancy.defects.plain_project"
LIBRARY = os.environ["LIBRARY"]
OURS = LIBRARY == "tenancy"

_DATABASE = {
    **json.loads(os.environ["DATABASE"]),
    "ENGINE": "tenancy.postgresql" if OURS else "django_tenants.postgresql_backend",
}
DATABASES = {"default": _DATABASE, "other": _DATABASE}
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
IN_BOTH = ["django.contrib.contenttypes", "django.contrib.sites", f"{HERE}.notes"]
SHARED_APPS = [*(["tenancy"] if OURS else []), "django_tenants", f"{HERE}.customers", *IN_BOTH]
TENANT_APPS = [*IN_BOTH, f"{HERE}.orders"]
INSTALLED_APPS = [*SHARED_APPS, f"{HERE}.orders"]
TENANT_MODEL = "customers.Client"
TENANT_DOMAIN_MODEL = "customers.Domain"
TENANT_MIGRATION_ORDER = ["schema_name"]
MIDDLEWARE = [
    "tenancy.middleware.TenantMiddleware"
    if OURS
    else "django_tenants.middleware.main.TenantMainMiddleware"
]
ROOT_URLCONF = f"{HERE}.urls"
ALLOWED_HOSTS = ["*"]
SITE_ID = 1
USE_TZ = True
SECRET_KEY = get_random_string(50)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = os.environ["MEDIA_ROOT"]
STORAGES = {
    "default": {
        "BACKEND": "tenancy.storage.TenantFileStorage"
        if OURS
        else "django_tenants.files.storage.TenantFileSystemStorage"
    }
}
