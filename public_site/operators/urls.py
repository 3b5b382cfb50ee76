"""The console's own pages, below /admin/; `ConsoleSite` guards each."""

from collections.abc import Callable
from typing import Any

from public_site.operators import views
from public_site.operators.people import views as people


def console_patterns() -> list[tuple[str, Callable[..., Any], str]]:
    """Return route, view and name of each."""
    return [
        ("clients/<uuid:client_id>/enter/", views.client_enter, "client_enter"),
        ("clients/<uuid:client_id>/<slug:code>/", views.client_act, "client_act"),
        ("visits/<uuid:visit_id>/<str:browser>/", views.visit_begin, "visit_begin"),
        ("work/<uuid:work_id>/again/", views.work_again, "work_again"),
        ("archives/", views.archive_list, "archive_list"),
        ("archives/restore/", views.archive_restore, "archive_restore"),
        ("archives/<str:file_name>", views.archive_download, "archive_download"),
        ("account/", people.own_account, "own_account"),
        ("account/end-sessions/", people.own_sessions_end, "own_sessions_end"),
        ("people/add/", people.operator_add, "operator_add"),
        ("people/<uuid:user_id>/remove/", people.operator_remove, "operator_remove"),
        ("people/<uuid:user_id>/reset-factors/", people.factors_reset, "factors_reset"),
        ("people/<uuid:user_id>/end-sessions/", people.sessions_end, "sessions_end"),
    ]
