"""The documented settings, with the engine's backend, mixins and middleware in their places."""

from pathlib import Path

from tests.tenancy.defects.plain_project.settings import *  # noqa: F403  # a delta
from tests.tenancy.defects.plain_project.settings import HERE

SHARED_APPS = [
    "tenancy",
    "django_tenants",
    f"{HERE}.customers",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.admin",
    "django.contrib.sessions",
]
TENANT_APPS = [f"{HERE}.orders", f"{HERE}.notes"]
INSTALLED_APPS = SHARED_APPS + TENANT_APPS
MIDDLEWARE = [
    "tenancy.middleware.TenantMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SILENCED_SYSTEM_CHECKS = ["tenancy.E014"]  # documented so: sessions in a table of all tenants
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "KEY_FUNCTION": "django_tenants.cache.make_key",
        "REVERSE_KEY_FUNCTION": "django_tenants.cache.reverse_key",
    }
}
TENANTS = Path(__file__).with_name("tenants")
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).with_name("templates")],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "loaders": [
                (
                    "django_tenants.template.loaders.cached.Loader",
                    [
                        "django_tenants.template.loaders.filesystem.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
        },
    }
]
MULTITENANT_TEMPLATE_DIRS = [f"{TENANTS}/%s/templates"]
MULTITENANT_STATICFILES_DIRS = [f"{TENANTS}/%s/static"]
STATICFILES_FINDERS = [
    "django_tenants.staticfiles.finders.TenantFileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STATIC_URL, STATIC_ROOT = "/static/", "/srv/static"
REWRITE_STATIC_URLS = True
LOGGING = {
    "version": 1,
    "filters": {"tenant_context": {"()": "django_tenants.log.TenantContextFilter"}},
}
ROOT_URLCONF = "tests.tenancy.django_tenants_api.shop.urls"
PUBLIC_SCHEMA_URLCONF = "tests.tenancy.django_tenants_api.shop.urls_public"
PG_EXTRA_SEARCH_PATHS = ["extensions"]
EXTRA_SET_TENANT_METHOD_PATH = "tests.tenancy.django_tenants_api.shop.switches.note"
GET_EXECUTOR_FUNCTION = "tenancy.fleet.executors.get_executor"
TENANT_MULTIPROCESSING_MAX_PROCESSES = 2
TENANT_MULTIPROCESSING_CHUNKS = 1
STORAGES = {
    "default": {"BACKEND": "django_tenants.files.storage.TenantFileSystemStorage"},
    "staticfiles": {"BACKEND": "django_tenants.staticfiles.storage.TenantStaticFilesStorage"},
}
