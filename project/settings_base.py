"""What both sites share; everything that differs by machine comes from the environment."""

import hashlib
import hmac

from project import env, toolbar
from project.settings_identity import *  # noqa: F403  # a part of these settings
from project.settings_workspaces import *  # noqa: F403  # a part of these settings
from project.settings_workspaces import TENANT_APPS
from public_site.plans import PLANS as PLANS
from stack import postgres

ADDRESS = env.public_address()
DEVELOPMENT = ADDRESS.is_local
PUBLIC_URL = ADDRESS.url
PUBLIC_SCHEME, PUBLIC_HOST, PUBLIC_PORT_SUFFIX = ADDRESS.scheme, ADDRESS.host, ADDRESS.port_suffix
HAS_TLS = PUBLIC_SCHEME == "https"
WORKSPACES_IN_FOLDER = env.yes("WORKSPACES_IN_FOLDER")
TENANT_SUBFOLDER_PREFIX, TENANT_SUBFOLDER_HOST = (
    ("w", PUBLIC_HOST) if WORKSPACES_IN_FOLDER else ("", None)
)

VAR_FOLDER = env.var_folder()
DEBUG = env.yes("DEBUG")
HAS_TOOLBAR = toolbar.is_wanted(debug=DEBUG, development=DEVELOPMENT)
SECRET_KEY = (
    env.text("SECRET_KEY", "development only: sessions of this machine alone depend on it")
    if DEVELOPMENT
    else env.required("SECRET_KEY")
)

SHARED_APPS = [
    "tenancy",
    "django_tenants",
    "project",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django.contrib.admin.apps.SimpleAdminConfig",  # the console names its pages one by one
    "django_htmx",
    "template_partials",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "accounts",
    "accounts.support",
    "public_site",
    "public_site.signup",
    "public_site.mailbox",
    "public_site.billing",
    "public_site.operators",
    *(["debug_toolbar"] if HAS_TOOLBAR else []),
]
# members stands before django_tenants: its create_tenant_superuser makes an owner, not an operator
INSTALLED_APPS = ["tenant_site.members", *SHARED_APPS] + [
    app for app in TENANT_APPS if app != "tenant_site.members"
]
TENANT_MODEL = "public_site.Client"
TENANT_DOMAIN_MODEL = "public_site.Domain"
TENANT_REMOVAL_DAYS = 30  # how long a deleted workspace can be brought back
TENANT_EXPORT_FOLDER = VAR_FOLDER / "exports"  # its last export, before it is removed
TENANT_EXPORT_PASSPHRASE = env.text("EXPORT_PASSPHRASE") or None
TENANT_EXPORT_SHARED = ["accounts.User"]  # people go along with the workspace that names them
TENANT_PG_BIN = env.text("PG_BIN") or postgres.binaries_if_any()
TENANT_ARRIVALS = [
    "tenant_site.members.places.settle_in",
    "tenant_site.proofs.origins.note_origin",
]
WORKSPACE_DESK = "project.desk.ClientDesk"  # what the main website does for a workspace's owner
TENANT_KEEPERS = ["tenant_site.privacy.holding.what_is_held"]  # what no deletion may take along
TENANT_REMOVAL_WITNESS = "public_site.deletion.certificates.Witness"
TENANCY_SETTINGS_MODULES = ["project.settings_public", "project.settings_tenants"]
DATABASE_ROUTERS = ("django_tenants.routers.TenantSyncRouter",)
GET_EXECUTOR_FUNCTION = "tenancy.fleet.executors.get_executor"
TENANT_TEMPLATES = {  # a client's language → what its workspace begins with
    language: [
        ["seed_entry_types", "--language", language],
        ["seed_person_types", "--language", language],
    ]
    for language in ("es", "en")
}

DATABASES = {
    "default": {
        **(
            postgres.connection_settings(VAR_FOLDER)
            if env.uses_embedded_postgres()
            else env.connection("db_url", "DATABASE_URL", env.required("DATABASE_URL"))
        ),
        "ENGINE": "tenancy.postgresql",
        "TRANSACTION_POOLING": env.yes("TRANSACTION_POOLING"),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
_CACHE = env.connection("cache_url", "CACHE_URL", env.text("CACHE_URL", "locmemcache://"))
if "locmem" in _CACHE["BACKEND"]:  # else 300 made-up names would push real counts out
    _CACHE = {**_CACHE, "OPTIONS": {"MAX_ENTRIES": 100_000}}
CACHES = {
    "default": {**_CACHE, "KEY_FUNCTION": "tenancy.cache.make_key"},
    "shared": {**_CACHE, "KEY_FUNCTION": "tenancy.cache.make_shared_key"},  # counts of visitors
}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [env.CHECKOUT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "project.context.site",
            ],
        },
    },
    {
        "NAME": "legal",
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [
            *([env.folder("LEGAL_FOLDER", VAR_FOLDER)] if env.text("LEGAL_FOLDER") else []),
            env.CHECKOUT / "public_site" / "templates" / "legal",
        ],
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LANGUAGE_CODE = "es"
LANGUAGES = [("es", "Español"), ("en", "English")]  # each in its own words
LOCALE_PATHS = [env.CHECKOUT / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = env.folder("STATIC_ROOT", VAR_FOLDER / "static")
STATICFILES_DIRS = [env.CHECKOUT / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = env.folder("MEDIA_ROOT", VAR_FOLDER / "media")
MEDIA_HOSTS = MEDIA_ROOT / "_hosts"
MEDIA_SECRET = hmac.new(SECRET_KEY.encode(), b"newsbook media links", hashlib.sha256).hexdigest()
MEDIA_URL_SECONDS = env.number("MEDIA_URL_SECONDS")
MEDIA_STORAGE = env.one_of("MEDIA_STORAGE", "disk", "s3")
if MEDIA_STORAGE == "s3":
    S3_BUCKET = env.required("S3_BUCKET")
    S3_ACCESS_KEY, S3_SECRET_KEY = env.required("S3_ACCESS_KEY"), env.required("S3_SECRET_KEY")
    S3_ENDPOINT_URL, S3_REGION = env.text("S3_ENDPOINT_URL"), env.text("S3_REGION", "us-east-1")
STORAGES = {
    "default": {
        "BACKEND": {
            "disk": "tenancy.storage.TenantFileStorage",
            "s3": "tenancy.storage.TenantS3Storage",
        }[MEDIA_STORAGE]
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage",
    },
}
MAX_FILE_BYTES = env.number("MAX_FILE_BYTES")
MAX_FILES_PER_ENTRY = env.number("MAX_FILES_PER_ENTRY")
MAX_REQUEST_BYTES = MAX_FILE_BYTES * MAX_FILES_PER_ENTRY + 2**20
DATA_UPLOAD_MAX_MEMORY_SIZE = 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a form may have fields of 200 rows with 16 cells each
DATA_UPLOAD_MAX_NUMBER_FILES = 20 * MAX_FILES_PER_ENTRY  # beyond, the whole form is refused
FILE_UPLOAD_MAX_MEMORY_SIZE = 2**18  # what is larger waits on disk: anybody may send files
FILE_UPLOAD_PERMISSIONS = 0o640

SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = (
    ("__Host-session", "__Host-csrf") if HAS_TLS else ("session", "csrf")
)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HAS_TLS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_TRUSTED_ORIGINS: list[str] = []  # exact: a request's origin is its own host, nothing else
CSRF_FAILURE_VIEW = "project.front_door.csrf_failure"
SECURE_SSL_REDIRECT = HAS_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HAS_TLS else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HAS_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HAS_TLS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
_MEDIA_SOURCE = (
    [S3_ENDPOINT_URL or f"https://{S3_BUCKET}.s3.{S3_REGION}.amazonaws.com"]
    if MEDIA_STORAGE == "s3"
    else []
)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", *_MEDIA_SOURCE],
        "media-src": ["'self'", *_MEDIA_SOURCE],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

EMAIL_TIMEOUT = 10  # seconds; whoever waits for the page is told then that no mail was sent
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("FROM_EMAIL", f"News Book <hello@{PUBLIC_HOST}>")
CONTACT_EMAIL = env.text("CONTACT_EMAIL", f"hello@{PUBLIC_HOST}")
LEGAL = {
    "name": env.text("LEGAL_NAME"),
    "address": env.text("LEGAL_ADDRESS"),
    "country": env.text("LEGAL_COUNTRY"),
    "providers": env.text("LEGAL_PROVIDERS"),
}
MAILBOX_FOLDER = None if env.text("EMAIL_URL") else VAR_FOLDER / "mailbox"
HAS_MAIL = MAILBOX_FOLDER is None or DEVELOPMENT  # else nobody reads the mailbox: show it instead
if MAILBOX_FOLDER is None:
    vars().update(env.connection("email_url", "EMAIL_URL", env.text("EMAIL_URL")))
else:
    EMAIL_BACKEND = "public_site.mailbox.backend.EmailBackend"

DNS_RESOLVER = env.text("DNS_RESOLVER")

STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET = env.both_or_neither(
    "STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET"
)
STRIPE_API_URL = ""  # tests answer in Stripe's place
PAYMENT_PROVIDER = "public_site.billing.providers.stripe.StripePayments" * bool(STRIPE_SECRET_KEY)
TSA_URL, TSA_CERTIFICATES = env.both_or_neither("TSA_URL", "TSA_CERTIFICATES")  # stamps of anchors
SIGN_UPS_PER_NETWORK = env.number("SIGN_UPS_PER_NETWORK")  # within an hour

if HAS_TOOLBAR:
    DEBUG_TOOLBAR_CONFIG = {**toolbar.CONFIG, "CACHE_BACKEND": "default"}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "tenant": {"()": "tenancy.log.TenantFilter"},
        "paths": {"()": "project.quiet_paths.PathFilter"},
    },
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s [%(schema_name)s] %(message)s"}
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["tenant", "paths"],
            "formatter": "line",
        }
    },
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
}
