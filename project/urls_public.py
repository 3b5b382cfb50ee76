"""Addresses of the main website."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from accounts.factors import urls as factors
from accounts.factors.console import own_page, public_page
from project import toolbar
from public_site.operators.lists import console

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("public_site.pages.urls")),
    *i18n_patterns(path("", include("public_site.pages.urls_by_language"))),
    path("sign-up/", include("public_site.signup.urls")),
    path("", include("public_site.domains.urls")),
    path("deletion/", include("public_site.deletion.urls")),
    path("payments/", include("public_site.billing.urls")),
    *factors.addresses(own=own_page, public=public_page),
    path("", include("public_site.entrance.urls")),
    path("admin/", console.urls),
]
if settings.DEVELOPMENT and settings.MAILBOX_FOLDER:
    urlpatterns.append(path("mailbox/", include("public_site.mailbox.urls")))
if settings.HAS_TOOLBAR:
    urlpatterns += toolbar.urls()
