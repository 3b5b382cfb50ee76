"""Defects 4, 6, 7, 8 and 13 of django-tenants 4.0.1, seen there and gone here."""

from typing import Any

import pytest

from tests.tenancy.defects.conftest import Seen

HOSTILE = ["../other", "a:b", "information_schema", "%s", "-"]


@pytest.mark.parametrize(
    ("scenario", "there", "here"),
    [
        ("a_receiver_raises_while_public_is_created", False, True),
        ("a_name_is_taken_again", "secret", "SchemaTaken"),
        ("a_schema_does_not_exist", "1 row in public", "refused by a check"),
        ("names_that_make_tenants", HOSTILE, []),
        ("a_name_leads_out_of_the_files", "outside", "TenantRequired"),
        (
            "a_protected_tenant_is_deleted",
            {"row": True, "schema": False},
            {"row": True, "schema": True},
        ),
    ],
)
def test_what_becomes_of_schemas(
    scenario: str, there: Any, here: Any, plain: Seen, ours: Seen
) -> None:
    assert plain[scenario] == there
    assert ours[scenario] == here
