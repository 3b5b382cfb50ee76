"""The main website: its own hosts and urls, the public schema, no tenant middleware."""

from project import toolbar
from project.settings_base import *  # noqa: F403  # a delta over what both sites share
from project.settings_base import CONTENT_SECURITY_POLICY as SHARED_POLICY
from project.settings_base import HAS_TOOLBAR, PUBLIC_HOST, PUBLIC_PORT_SUFFIX, PUBLIC_SCHEME

ROOT_URLCONF = "project.urls_public"
WSGI_APPLICATION = "project.wsgi_main_website.application"
ALLOWED_HOSTS = [PUBLIC_HOST]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
LOGIN_REDIRECT_URL = "admin:index"
SITE_TEMPLATE = "website.html"
AUTHENTICATION_BACKENDS = ["public_site.operators.backend.OperatorBackend"]
# the sign-up form ends in the new workspace, and browsers hold redirects to this rule too
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        **SHARED_POLICY["DIRECTIVES"],
        "form-action": ["'self'", f"{PUBLIC_SCHEME}://*.{PUBLIC_HOST}{PUBLIC_PORT_SUFFIX}"],
    }
}
MIDDLEWARE = [
    "tenancy.health.HealthMiddleware",
    "project.front_door.FrontDoorMiddleware",
    "tenancy.middleware.PublicSchemaMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "public_site.pages.language.LanguageOfAddressMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.factors.console.ConsoleFactorMiddleware",
    "accounts.middleware.PasswordChoiceMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
if HAS_TOOLBAR:
    MIDDLEWARE = toolbar.within(MIDDLEWARE, "csp.middleware.CSPMiddleware")
    DEBUG_TOOLBAR_CONFIG = {**toolbar.CONFIG, "CACHE_BACKEND": "shared"}
