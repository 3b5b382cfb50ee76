"""The documented settings of multi-type tenants on the engine's backend and mixins."""

from tests.tenancy.defects.plain_project.settings import (
    DATABASE_ROUTERS as DATABASE_ROUTERS,
)
from tests.tenancy.defects.plain_project.settings import DATABASES as DATABASES
from tests.tenancy.defects.plain_project.settings import (
    DEFAULT_AUTO_FIELD as DEFAULT_AUTO_FIELD,
)
from tests.tenancy.defects.plain_project.settings import HERE as SHOP
from tests.tenancy.defects.plain_project.settings import MEDIA_ROOT as MEDIA_ROOT
from tests.tenancy.defects.plain_project.settings import SECRET_KEY as SECRET_KEY
from tests.tenancy.defects.plain_project.settings import STORAGES as STORAGES
from tests.tenancy.defects.plain_project.settings import USE_TZ as USE_TZ

HERE = "tests.tenancy.django_tenants_api.types"
HAS_MULTI_TYPE_TENANTS = True
MULTI_TYPE_DATABASE_FIELD = "type"
TENANT_TYPES = {
    "public": {
        "APPS": ["tenancy", "django_tenants", "django.contrib.contenttypes", HERE],
        "URLCONF": f"{HERE}.urls_public",
    },
    "type1": {"APPS": [f"{SHOP}.orders"], "URLCONF": f"{HERE}.urls_type1"},
    "type2": {"APPS": [f"{SHOP}.notes"], "URLCONF": f"{HERE}.urls_type2"},
}
INSTALLED_APPS = [app for kind in TENANT_TYPES.values() for app in kind["APPS"]]
TENANT_MODEL, TENANT_DOMAIN_MODEL = "types.Client", "types.Domain"
ROOT_URLCONF = ""
ALLOWED_HOSTS = ["*"]
MIDDLEWARE = ["tenancy.middleware.TenantMiddleware"]
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "KEY_FUNCTION": "tenancy.cache.make_key",
    }
}
