"""Addresses of a workspace."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from project import toolbar

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("tenant_site.members.urls")),
    path("", include("tenant_site.invitations.urls")),
    path("", include("tenant_site.account.urls")),
    path("", include("tenant_site.drafts.urls")),
    path("", include("tenant_site.books.urls")),
    path("", include("tenant_site.shifts.urls")),
    path("", include("tenant_site.designer.urls")),
    path("", include("tenant_site.recognition.urls")),
    path("", include("tenant_site.passes.urls")),
    path("", include("tenant_site.directory.urls")),
    path("", include("tenant_site.corrections.urls")),
    path("", include("tenant_site.matters.urls")),
    path("", include("tenant_site.finding.urls")),
    path("", include("tenant_site.presence.urls")),
    path("", include("tenant_site.overview.urls")),
    path("", include("tenant_site.activity.urls")),
    path("", include("tenant_site.proofs.urls")),
    path("", include("tenant_site.reports.urls")),
    path("", include("tenant_site.privacy.urls")),
    path("", include("tenant_site.support.urls")),
    path("workspace/", include("tenant_site.workspace.urls")),
    path("workspace/old-system/", include("tenant_site.legacy.urls")),
]
if settings.HAS_TOOLBAR:
    urlpatterns += toolbar.urls()
