"""The site's settings; `FOUNDATION` is plain, django_tenants or workspace, `DATABASE` is JSON."""

import json
import os
from pathlib import Path

from django.utils.crypto import get_random_string

HERE = "bench.requests_site"
FOUNDATION = os.environ["FOUNDATION"]
IS_PLAIN, IS_OURS = FOUNDATION == "plain", FOUNDATION == "workspace"

DATABASES = {
    "default": {
        **json.loads(os.environ["DATABASE"]),
        "ENGINE": {
            "plain": "django.db.backends.postgresql",
            "django_tenants": "django_tenants.postgresql_backend",
            "workspace": "tenancy.postgresql",
        }[FOUNDATION],
        "CONN_MAX_AGE": 600,
    }
}
IN_PUBLIC = ["django.contrib.contenttypes", "django.contrib.auth"]
IN_TENANTS = ["django.contrib.sessions", f"{HERE}.notes"]
SHARED_APPS = [
    *(["tenancy"] if IS_OURS else []),
    "django_tenants",
    f"{HERE}.customers",
    *IN_PUBLIC,
]
TENANT_APPS = IN_TENANTS
INSTALLED_APPS = [*IN_PUBLIC, *IN_TENANTS] if IS_PLAIN else [*SHARED_APPS, *TENANT_APPS]
TENANT_MODEL, TENANT_DOMAIN_MODEL = "customers.Client", "customers.Domain"
DATABASE_ROUTERS = [] if IS_PLAIN else ["django_tenants.routers.TenantSyncRouter"]
MIDDLEWARE = [
    *{
        "plain": [],
        "django_tenants": ["django_tenants.middleware.main.TenantMainMiddleware"],
        "workspace": ["tenancy.middleware.TenantMiddleware"],
    }[FOUNDATION],
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).with_name("templates")],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
            ]
        },
    }
]
ROOT_URLCONF = f"{HERE}.urls"
ALLOWED_HOSTS = ["*"]
USE_TZ = True
SECRET_KEY = os.environ.get("SECRET_KEY") or get_random_string(50)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
