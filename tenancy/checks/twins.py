"""Two sites of one service stand on the same ground."""

from collections.abc import Iterator
from importlib import import_module
from itertools import pairwise
from types import ModuleType

from django.conf import settings
from django.core.checks import CheckMessage, Error

SHARED_GROUND = (
    "DATABASES",
    "DATABASE_ROUTERS",
    "TENANT_MODEL",
    "TENANT_DOMAIN_MODEL",
    "SHARED_APPS",
    "TENANT_APPS",
    "INSTALLED_APPS",
    "AUTH_USER_MODEL",
    "DEFAULT_AUTO_FIELD",
    "SECRET_KEY",
    "SECRET_KEY_FALLBACKS",
    "CACHES",
    "STORAGES",
    "MEDIA_ROOT",
    "MEDIA_URL",
    "MEDIA_HOSTS",
    "MEDIA_SECRET",
    "USE_TZ",
)


def settings_modules_agree() -> Iterator[CheckMessage]:
    """Refuse modules of TENANCY_SETTINGS_MODULES that disagree; no value is ever shown."""
    modules: list[ModuleType] = []
    for name, module in settings_modules():
        if isinstance(module, ModuleType):
            modules.append(module)
            continue
        yield Error(
            f"The settings module {name} cannot be imported: {type(module).__name__}.",
            hint=f"Run «manage.py check --settings {name}», or correct TENANCY_SETTINGS_MODULES.",
            id="tenancy.E018",
        )
    for first, other in pairwise(modules):
        yield from _disagreements(first, other)


def settings_modules() -> Iterator[tuple[str, ModuleType | Exception]]:
    """Yield each module of TENANCY_SETTINGS_MODULES, or why it cannot be imported."""
    for name in getattr(settings, "TENANCY_SETTINGS_MODULES", ()):
        try:
            yield name, import_module(name)
        except Exception as problem:  # noqa: BLE001  # a settings module may raise anything
            yield name, problem


def _disagreements(first: ModuleType, other: ModuleType) -> Iterator[CheckMessage]:
    for name in SHARED_GROUND:
        if getattr(first, name, None) != getattr(other, name, None):
            yield Error(
                f"{first.__name__} and {other.__name__} disagree on {name}.",
                hint=f"Set {name} once, in a module that both import.",
                id="tenancy.E017",
            )
