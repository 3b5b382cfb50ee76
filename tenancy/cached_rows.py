"""Rows that Django remembers by process, remembered by schema where their tables are tenants'."""

from collections import UserDict
from typing import Any

from django.apps import apps

from tenancy.checks.app_lists import is_listed, tenant_list
from tenancy.context import current_schema


class BySchema(UserDict[Any, Any]):
    """A dict that is another one for each schema, whichever thread asks."""

    def __init__(self) -> None:
        self._dicts: dict[str, dict[Any, Any]] = {}

    @property
    def data(self) -> dict[Any, Any]:  # type: ignore[override]  # UserDict keeps an attribute
        """What stands there for the schema in force."""
        return self._dicts.setdefault(current_schema(), {})


def keep_cached_rows_apart() -> None:
    """Give each schema its own cache of content types and of sites, if they are tenants' rows."""
    if _is_of_tenants("contenttypes"):
        _part_content_types()
    if _is_of_tenants("sites"):
        _part_sites()


def _is_of_tenants(label: str) -> bool:
    installed = apps.is_installed(f"django.contrib.{label}")
    return installed and is_listed(apps.get_app_config(label), tenant_list())


def _part_content_types() -> None:
    from django.contrib.contenttypes import models

    def of_schema(manager: Any) -> dict[str, Any]:
        cached: dict[str, Any] = vars(manager)["_cache"].setdefault(current_schema(), {})
        return cached

    def begin(manager: Any, empty: dict[str, Any]) -> None:
        vars(manager)["_cache"] = empty

    manager_class: Any = models.ContentTypeManager
    manager_class._cache = property(of_schema, begin)  # goes before what instances keep


def _part_sites() -> None:
    from django.contrib.sites import models

    def clear_cache(manager: Any) -> None:
        cached.clear()  # Django's own would put a plain dict in its place

    manager_class: Any = models.SiteManager
    models.SITE_CACHE = cached = BySchema()
    manager_class.clear_cache = clear_cache
