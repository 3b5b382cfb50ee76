"""Defects 5, 14 and 15 of django-tenants 4.0.1, seen there and gone here."""

from tests.tenancy.defects.conftest import Seen


def test_delete_tenant_never_drops_public(plain: Seen, ours: Seen) -> None:
    assert plain["public_is_named_to_delete_tenant"] is False
    assert ours["public_is_named_to_delete_tenant"] is True


def test_one_broken_tenant_is_named_and_stops_no_other(plain: Seen, ours: Seen) -> None:
    assert plain["one_of_three_tenants_is_broken"] == {"migrated": ["anvils"], "named": False}
    assert ours["one_of_three_tenants_is_broken"] == {
        "migrated": ["anvils", "cogs"],
        "named": True,
    }


def test_the_parallel_executor_of_the_library_names_nobody(plain: Seen, ours: Seen) -> None:
    assert plain["one_of_three_is_broken_in_parallel"]["named"] is False
    assert ours["one_of_three_is_broken_in_parallel"] == {
        "migrated": ["anvils", "cogs"],
        "named": True,
    }


def test_create_tenant_leaves_nothing_when_its_domain_is_taken(plain: Seen, ours: Seen) -> None:
    left = {"ended": "CommandError", "row": True, "schema": True}
    assert plain["create_tenant_fails_at_its_domain"] == left
    nothing = {"ended": "TenantRefused", "row": False, "schema": False}
    assert ours["create_tenant_fails_at_its_domain"] == nothing
