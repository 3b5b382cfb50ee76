"""Settings of django-tenants in whose place the engine has something else."""

from collections.abc import Iterator

from django.conf import settings
from django.core.checks import CheckMessage
from django.core.checks import Warning as Caution

REPLACED_BY_TEMPLATES = ("TENANT_BASE_SCHEMA", "TENANT_CREATION_FAKES_MIGRATIONS")


def no_setting_is_ignored() -> Iterator[CheckMessage]:
    """Warn of settings that promise what does not happen: new tenants come from templates."""
    for name in REPLACED_BY_TEMPLATES:
        if getattr(settings, name, None):
            yield Caution(
                f"{name} is set, and the engine does not read it.",
                hint=f"Remove {name}. Use TENANT_TEMPLATES and createrefschema: what new tenants "
                "begin with.",
                id="tenancy.W002",
            )
