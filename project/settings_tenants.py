"""The workspaces: any host that a Domain row names, one client's schema for each request."""

from project import toolbar
from project.settings_base import *  # noqa: F403  # a delta over what both sites share
from project.settings_base import CONTENT_SECURITY_POLICY as SHARED_POLICY
from project.settings_base import (
    HAS_TLS,
    HAS_TOOLBAR,
    LOGIN_STAGES,
    STRIPE_SECRET_KEY,
    WORKSPACES_IN_FOLDER,
)

ROOT_URLCONF = "project.urls_tenants"
WSGI_APPLICATION = "project.wsgi_tenants.application"
ALLOWED_HOSTS = ["*"]  # tenancy.middleware admits the hosts of Domain rows and no other
SESSION_ENGINE = "tenant_site.sessions.store"
HANDOFF_COOKIE_NAME = "__Host-arrival" if HAS_TLS else "arrival"
if WORKSPACES_IN_FOLDER:  # beside the main website's, and not for the whole host
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = (
        ("__Secure-workspace-session", "__Secure-workspace-csrf")
        if HAS_TLS
        else ("workspace-session", "workspace-csrf")
    )
    HANDOFF_COOKIE_NAME = "__Secure-arrival" if HAS_TLS else "arrival"
LOGIN_REDIRECT_URL = "book_list"
SITE_TEMPLATE = "workspace.html"
LOGIN_STAGES = [*LOGIN_STAGES, "tenant_site.members.release_stage.ReleaseStage"]
if STRIPE_SECRET_KEY:  # browsers hold the redirect after a form to this rule too
    CONTENT_SECURITY_POLICY = {
        "DIRECTIVES": {
            **SHARED_POLICY["DIRECTIVES"],
            "form-action": ["'self'", "https://checkout.stripe.com"],
        }
    }
AUTHENTICATION_BACKENDS = ["tenant_site.members.backend.MemberBackend"]
MIDDLEWARE = [
    "tenancy.health.HealthMiddleware",
    "project.front_door.FrontDoorMiddleware",
    "csp.middleware.CSPMiddleware",
    (
        "project.old_addresses.FolderMiddleware"
        if WORKSPACES_IN_FOLDER
        else "project.old_addresses.HostMiddleware"
    ),
    "project.client_status.PreparingMiddleware",
    "project.main_address.MainAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "project.language.ClientLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tenant_site.account.middleware.VisitMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "project.client_status.ClientStatusMiddleware",
    "tenant_site.support.middleware.MemberOrSupportMiddleware",
    "tenant_site.members.second_factor.SecondFactorMiddleware",
    "accounts.middleware.PasswordChoiceMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
if HAS_TOOLBAR:
    MIDDLEWARE = toolbar.within(MIDDLEWARE, "project.client_status.PreparingMiddleware")
