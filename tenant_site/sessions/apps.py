"""The sessions app of the workspaces."""

from django.apps import AppConfig


class SessionsConfig(AppConfig):
    """Sessions of a workspace; the label leaves `sessions` to Django's own app."""

    name = "tenant_site.sessions"
    label = "workspace_sessions"
    default_auto_field = "django.db.models.BigAutoField"
