"""Defects 1, 2, 3, 9, 10 and 11 of django-tenants 4.0.1, seen there and gone here."""

from typing import Any

import pytest

from tests.tenancy.defects.conftest import Seen


@pytest.mark.parametrize(
    ("scenario", "there", "here"),
    [
        ("threads_that_say_with_tenant", ["globex", "acme"], ["acme", "globex"]),
        ("threads_that_call_a_decorated_function", ["report", "globex"], ["acme", "globex"]),
        ("include_public_after_a_context", True, False),
        ("another_alias_after_a_context", "public", "acme"),
        ("content_types_of_two_threads", "shared by both tenants", "apart"),
        ("sites_of_two_tenants", "Acme.example", "Globex.example"),
        ("delete_listeners", True, False),
        ("after_a_failed_creation", ["RuntimeError", "broken"], ["RuntimeError", "public"]),
        ("after_a_response", ["acme", "acme"], ["acme", "public"]),
    ],
)
def test_what_is_remembered_of_a_tenant(
    scenario: str, there: Any, here: Any, plain: Seen, ours: Seen
) -> None:
    assert plain[scenario] == there
    assert ours[scenario] == here
