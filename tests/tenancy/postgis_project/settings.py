"""A project on PostGIS: ORIGINAL_BACKEND alone says so."""

import json
import os

from django.utils.crypto import get_random_string

DATABASES = {"default": {**json.loads(os.environ["DATABASE"]), "ENGINE": "tenancy.postgresql"}}
ORIGINAL_BACKEND = "django.contrib.gis.db.backends.postgis"
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
SHARED_APPS = [
    "tenancy",
    "django_tenants",
    "tests.tenancy.defects.plain_project.customers",
    "django.contrib.contenttypes",
    "django.contrib.gis",
]
TENANT_APPS = ["tests.tenancy.postgis_project.places"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
TENANT_MODEL, TENANT_DOMAIN_MODEL = "customers.Client", "customers.Domain"
SECRET_KEY = get_random_string(50)
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
