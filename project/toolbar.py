"""django-debug-toolbar on both sites of a development machine, where it is installed."""

from importlib.util import find_spec

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path

MIDDLEWARE = "debug_toolbar.middleware.DebugToolbarMiddleware"
# what it saw is kept in the tenant's cache, so that no workspace sees another's requests
CONFIG = {
    "SHOW_TOOLBAR_CALLBACK": "project.toolbar.is_shown",
    "TOOLBAR_STORE_CLASS": "debug_toolbar.store.CacheStore",
}


def is_wanted(*, debug: bool, development: bool) -> bool:
    """Say whether the settings name it: `DEBUG` on a machine that nobody else can reach."""
    return debug and development and find_spec("debug_toolbar") is not None


def is_shown(request: HttpRequest) -> bool:
    """Show it to whoever asks: behind nginx' socket there is no address to go by."""
    return True


def within(middleware: list[str], outer: str) -> list[str]:
    """Return the middleware with the toolbar's right inside of `outer`."""
    after = middleware.index(outer) + 1
    return [*middleware[:after], MIDDLEWARE, *middleware[after:]]


def urls() -> list[URLPattern | URLResolver]:
    """Return the toolbar's addresses; on workspaces they answer before anybody signed in."""
    from debug_toolbar import APP_NAME
    from debug_toolbar.toolbar import DebugToolbar

    patterns = DebugToolbar.get_urls()
    for pattern in patterns:
        if pattern.callback:
            login_not_required(pattern.callback)
    return [path("__debug__/", include((patterns, APP_NAME)))]
